import { HubshiftError } from "../errors/index.ts";
import type { Reach } from "../reach/index.ts";
import type { Clock } from "../system/index.ts";
import { provePeer, takeKey, takePeer, writeKey, writePeer } from "./scripts.ts";
import { answerOf } from "./steps.ts";
import type { End, Outcome, TunnelResult, TunnelSwitch } from "./types.ts";

/**
 * Rotates one tunnel. First the owner takes its new key: it sends no more, and what it sent before still arrives. Only when that is
 * reported, the prover takes the new key for its peer's and starts the handshake, so that what was under way has arrived by then.
 * Both keep what they have to send until the handshake. Without one, both go back to the old key. The standby hub follows once the key
 * is proved: should its turn come before, everybody goes back to the key that it has. Files are written last, the owner's at the
 * very end: until then it tells the way back.
 */
export async function rotateTunnel(hosts: Reach, tunnel: TunnelSwitch, clock: Clock): Promise<TunnelResult> {
  const { site, hub, old, next, proved } = tunnel;
  const begin = clock.now();
  const result = (outcome: Outcome, pauseMs?: number, reason?: string): TunnelResult => ({
    site,
    hub,
    old,
    next,
    outcome,
    pauseMs,
    reason,
  });
  let pauseMs: number | undefined;
  const trouble = await troubleOf(async () => {
    await prove(hosts, tunnel, "staged", next);
    pauseMs = Math.round(clock.now() - begin);
    await follow(hosts, tunnel, "staged", next);
  });
  if (trouble !== undefined) {
    const worse = proved ? "" : await troubleOf(() => goBack(hosts, tunnel));
    if (worse === undefined) return result("kept", undefined, trouble);
    return result("broken", undefined, [trouble, worse].filter(Boolean).join("; "));
  }
  const unwritten = await troubleOf(() => write(hosts, tunnel));
  return unwritten === undefined ? result("rotated", pauseMs) : result("broken", pauseMs, unwritten);
}

/** Why `work` failed, for a person; undefined when it did not. */
async function troubleOf(work: () => Promise<void>): Promise<string | undefined> {
  try {
    await work();
    return undefined;
  } catch (error) {
    if (error instanceof HubshiftError) return error.message;
    throw error;
  }
}

async function prove(
  hosts: Reach,
  { owner, prover }: TunnelSwitch,
  from: "staged" | "written",
  key: string,
): Promise<void> {
  await order(hosts, owner, takeKey(owner.interface, from === "staged" ? "trial" : from), "take the key");
  await order(hosts, prover, provePeer(prover.interface, key), "prove the key");
}

async function follow(
  hosts: Reach,
  { follower: { end, takes } }: TunnelSwitch,
  from: "staged" | "written",
  key: string,
): Promise<void> {
  const taken = takes === "own" ? takeKey(end.interface, from) : takePeer(end.interface, key);
  await order(hosts, end, taken, "follow");
}

async function goBack(hosts: Reach, tunnel: TunnelSwitch): Promise<void> {
  await prove(hosts, tunnel, "written", tunnel.old);
  await follow(hosts, tunnel, "written", tunnel.old);
}

async function write(hosts: Reach, { owner, prover, follower: { end, takes }, next }: TunnelSwitch): Promise<void> {
  await order(hosts, prover, writePeer(prover.interface, next), "write the peer's key");
  const followed = takes === "own" ? writeKey(end.interface) : writePeer(end.interface, next);
  await order(hosts, end, followed, "write what it followed");
  await order(hosts, owner, writeKey(owner.interface), "write the key");
}

function order(hosts: Reach, { host }: End, argv: readonly string[], step: string): Promise<string> {
  return answerOf(hosts, host, argv, step);
}
