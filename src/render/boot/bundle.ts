import type { KeyPair, KeyRing } from "../../keys/index.ts";
import type { WanPlan } from "../../plan/index.ts";
import { renderHost } from "../host.ts";
import type { HostTree } from "../types.ts";
import { renderHubInstallScript } from "./install-script.ts";
import { AGENT_FILE, MARKS } from "./marks.ts";

const marked = ({ publicKey }: KeyPair, privateKey: string): KeyPair => ({ publicKey, privateKey });

/** `keys` with a mark in the place of each private key of the hubs, and without the sites'. */
function publicPart({ hub, links, sites }: KeyRing): KeyRing {
  return {
    hub: marked(hub, MARKS.hubKey),
    links: new Map([...links].map(([name, pair]) => [name, marked(pair, MARKS.linkKey)])),
    sites: new Map([...sites].map(([name, { publicKey }]) => [name, { publicKey }])),
  };
}

/**
 * Everything that makes a plain machine either hub, without a secret: `install.sh`, each hub's files below `hubs/<hub>/`, and the
 * program of the agent, given as text, where the profile has one. Private keys and the Elastic IP are marks, which the script replaces.
 */
export function renderHubBundle(plan: WanPlan, keys: KeyRing, agentProgram: string): HostTree {
  const publicKeys = publicPart(keys);
  const deployed = { ...plan, hubAddress: MARKS.address };
  const trees = plan.hubs.flatMap(({ name }) =>
    [...renderHost(deployed, publicKeys, name)].map(([path, text]): [string, string] => [`hubs/${name}/${path}`, text]),
  );
  const agent: [string, string][] = plan.hubs[0].link ? [[AGENT_FILE, agentProgram]] : [];
  return new Map([["install.sh", renderHubInstallScript(plan)], ...trees, ...agent]);
}
