/** What a bundle has in the place of what is known on the machine alone, where `install.sh` puts it in. */
export const MARKS = {
  /** The private key that both hubs share. */
  hubKey: "@HUBSHIFT_HUB_KEY@",
  /** The hub's own private key for the hub link. */
  linkKey: "@HUBSHIFT_LINK_KEY@",
  /** The Elastic IP, which is allocated together with the machine. */
  address: "@HUBSHIFT_ADDRESS@",
} as const;

/** Where `install.sh` finds the private keys, one per file, mode 600. */
export const KEYS_FOLDER = "/etc/hubshift/keys";

/** Where the agent's service has its program. */
export const AGENT_FILE = "opt/hubshift/hubshift-agent.mjs";
