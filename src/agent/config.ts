import { z } from "zod";
import { AGENT_LIMITS, type AgentLimits } from "../failover/index.ts";

const address = z.ipv4();
const prefix = z.cidrv4();
const port = z.int().min(1).max(65535);

/** Limits in ms, counts and shares; what is left out keeps its measured value. */
const limits = z
  .partialRecord(z.enum(Object.keys(AGENT_LIMITS) as [keyof AgentLimits]), z.number().nonnegative())
  .default({});

/** What `/etc/hubshift/agent.json` holds. It is rendered from the plan and holds no secret. */
export const agentConfigSchema = z.strictObject({
  wan: z.string().min(1),
  /** SHA-256 of the plan, hex, by which a person sees what the hub was made from. */
  planHash: z.string().min(1),
  /** SHA-256 of the plan without its sites, hex: hubs of different networks must not relieve each other. */
  networkHash: z.string().min(1),
  region: z.string().min(1),
  hub: z.string().min(1),
  role: z.enum(["primary", "standby"]),
  /** The address of the hub's WAN interface. */
  privateAddress: address,
  /** The Elastic IP. */
  elasticAddress: address,
  peer: z.strictObject({
    name: z.string().min(1),
    privateAddress: address,
    /** Its address on the hub link. */
    linkAddress: address,
    /** Its hub link key. */
    publicKey: z.string().length(44),
  }),
  link: z.strictObject({
    interface: z.string().default("hub0"),
    address,
    /** UDP port of the link's WireGuard, on both hubs. */
    listenPort: port.default(51819),
    /** UDP port inside the link for the agents' heartbeats. */
    syncPort: port.default(51800),
  }),
  /** UDP port at which a hub sees its own packets to the Elastic IP come back. */
  proofPort: port.default(51818),
  /** TCP port of `/metrics`, `/healthz` and `/state`, on 127.0.0.1 and the hub link. */
  httpPort: port.default(51880),
  /** A site is the one peer of its interface, whichever key it has: keys may be rotated while the agent runs. */
  sites: z
    .array(
      z.strictObject({
        name: z.string().min(1),
        interface: z.string().min(1),
        listenPort: port,
        allowedIps: z.array(prefix).min(1),
        /** The site's address inside the tunnel. */
        transitAddress: address,
        /** PersistentKeepalive while the hub is active, seconds. */
        keepalive: z.int().min(1).max(65535),
      }),
    )
    .min(1),
  failback: z.enum(["on-running", "when-ready", "manual"]).default("when-ready"),
  /** At most so many moves of the address within the window; the Lambda functions have the same cap. */
  moves: z.strictObject({ max: z.int().min(1), windowMs: z.int().min(1) }),
  frrDirectory: z.string().default("/run/frr"),
  limits,
});

export type AgentConfig = z.infer<typeof agentConfigSchema>;
export type SiteConfig = AgentConfig["sites"][number];
