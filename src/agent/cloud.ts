import { decide, type LiveState, type Policy } from "../failover/index.ts";

/** The cloud as the agent needs it. */
export interface CloudPort {
  /** What a decision needs, read now. Instance IDs name the hubs. */
  read(): Promise<LiveState>;
  /** Gives the Elastic IP to an instance in one step, and remembers that it moved at `now`. */
  associate(live: LiveState, instanceId: string, now: number): Promise<void>;
  /** Tags the hub's instance and sends the event that the failback waits for. `since`: when readiness last changed, epoch ms. */
  publishReadiness(hub: string, ready: boolean, why: readonly string[], since: number): Promise<void>;
  publishMetrics(hub: string, metrics: Readonly<Record<string, number>>): Promise<void>;
}

export interface ClaimRequest {
  for: string;
  /** The hub that cannot serve: the agent knows it before EC2's status checks do. */
  broken: string;
}

export interface ClaimResult {
  outcome: "moved" | "refused" | "failed";
  text: string;
}

/**
 * Moves the address to `request.for` if the common decision, given that `broken` cannot serve, agrees. An address that is there
 * already counts as moved. Never throws.
 */
export async function claimAddress(
  cloud: CloudPort,
  request: ClaimRequest,
  policy: Policy,
  now: number,
): Promise<ClaimResult> {
  try {
    const live = withBroken(await cloud.read(), request.broken);
    const target = live.hubs.find((hub) => hub.name === request.for);
    if (target && target.instanceId === live.address.holder)
      return { outcome: "moved", text: `${request.for} holds the address already.` };
    const decision = decide("failover", live, policy, now);
    if (decision.action !== "move" || decision.toName !== request.for)
      return { outcome: "refused", text: decision.reason.text };
    await cloud.associate(live, decision.to, now);
    return { outcome: "moved", text: decision.reason.text };
  } catch (error) {
    return { outcome: "failed", text: error instanceof Error ? error.message : String(error) };
  }
}

function withBroken(live: LiveState, name: string): LiveState {
  const [first, second] = live.hubs.map((hub) => (hub.name === name ? { ...hub, healthy: false } : hub));
  return first && second ? { ...live, hubs: [first, second] } : live;
}
