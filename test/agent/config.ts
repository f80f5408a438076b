import { type AgentConfig, agentConfigSchema } from "../../src/agent/index.ts";

export const PRIMARY_KEY = `${"A".repeat(43)}=`;
export const SITE_KEY = `${"B".repeat(43)}=`;

/** A hub's `agent.json` with everything that has a default left out. */
export const written = {
  wan: "dc1",
  planHash: "0".repeat(64),
  networkHash: "0".repeat(64),
  region: "eu-central-1",
  hub: "DC1-SP2",
  role: "standby",
  privateAddress: "172.31.67.250",
  elasticAddress: "203.0.113.10",
  peer: { name: "DC1-SP1", privateAddress: "172.31.77.50", linkAddress: "10.100.0.1", publicKey: PRIMARY_KEY },
  link: { address: "10.100.0.2" },
  sites: [
    {
      name: "SITE1-LF1",
      interface: "wg0",
      listenPort: 51820,
      allowedIps: ["10.100.1.2/32", "172.16.1.1/32"],
      transitAddress: "10.100.1.2",
      keepalive: 25,
    },
  ],
  moves: { max: 6, windowMs: 600_000 },
};

export const config: AgentConfig = agentConfigSchema.parse(written);
