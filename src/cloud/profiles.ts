import type { DelayProfile } from "./types.ts";

/** What LocalCloud's delays can be. */
export const delayProfiles: Record<DelayProfile["name"], DelayProfile> = {
  /** Nothing takes time but the work itself. */
  instant: {
    name: "instant",
    pendingMs: 0,
    bootMs: 0,
    stoppingMs: 0,
    eventMs: 0,
    coldStartMs: 0,
    associateMs: 0,
  },
  /** As long as AWS takes. Only the sum of the failback is measured: the reference WAN lost 35 of 85 pings, one a second, after its hub was started. */
  aws: {
    name: "aws",
    /** StartInstances to `running`: AWS documents no figure. Estimate for a t3.micro with one gp3 volume. */
    pendingMs: 8_000,
    /**
     * `running` to services: firmware, kernel, init, interfaces. Derived: the address follows the `running` event within about 2.5 s (the
     * three figures below) and is lost to a hub that still boots; with WireGuard's retry every 5 s and BGP after it, 35 s come out.
     */
    bootMs: 27_000,
    /** Powered off to `stopped`: estimate; the guest's own shutdown comes on top and takes what it takes. */
    stoppingMs: 3_000,
    /** EventBridge states a typical latency of about half a second from ingestion to target; EC2 needs as long again to notice and publish. */
    eventMs: 1_000,
    /** Lambda states cold starts from under 100 ms to over 1 s; a Node.js bundle with one SDK client lies in the middle. */
    coldStartMs: 500,
    /** AWS documents none. The reference WAN's failover of 15 s is WireGuard's own 15 s after the last answer, so the move cost no more than its resolution of 1 s. */
    associateMs: 1_000,
  },
};
