import { HubshiftError } from "../errors/index.ts";
import type { Reach } from "../reach/index.ts";
import type { Clock } from "../system/index.ts";
import { provePeer, takeKey, takePeer, writeKey, writePeer } from "./scripts.ts";
import { answerOf } from "./steps.ts";
import type { End, Outcome, TunnelResult, TunnelSwitch } from "./types.ts";

/**
 * Rotates one tunnel. First the own key changes: that end sends no more, and what it sent before still arrives. Only when that is
 * reported, the other end takes the new key for its peer's and starts the handshake, so that what was under way has arrived by then.
 * Both keep what they have to send until the handshake. Without one, both go back to the old key. Files are written last, the one
 * with the private key at the very end: until then it tells the way back.
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
  const trouble = await troubleOf(() => switchTo(hosts, tunnel, "staged", next));
  if (trouble !== undefined && proved) return result("broken", undefined, trouble);
  if (trouble !== undefined) {
    const worse = await troubleOf(() => switchTo(hosts, tunnel, "written", old));
    return worse === undefined
      ? result("kept", undefined, trouble)
      : result("broken", undefined, `${trouble}; ${worse}`);
  }
  const pauseMs = Math.round(clock.now() - begin);
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

/** All at once, and none of them runs any more when one has failed: the way back must not meet them. */
async function together(works: readonly Promise<unknown>[]): Promise<void> {
  const results = await Promise.allSettled(works);
  for (const result of results) if (result.status === "rejected") throw result.reason;
}

async function switchTo(
  hosts: Reach,
  { own, silent, prover }: TunnelSwitch,
  from: "staged" | "written",
  key: string,
): Promise<void> {
  const order = (end: End, argv: readonly string[], step: string) => answerOf(hosts, end.host, argv, step);
  await together([
    ...own.map((end) => order(end, takeKey(end.interface, from), "take the key")),
    ...silent.map((end) => order(end, takePeer(end.interface, key), "take the peer's key")),
  ]);
  await answerOf(hosts, prover.host, provePeer(prover.interface, key), "prove the key");
}

async function write(hosts: Reach, { own, silent, prover, next }: TunnelSwitch): Promise<void> {
  await together(
    [...silent, prover].map((end) => answerOf(hosts, end.host, writePeer(end.interface, next), "write the peer's key")),
  );
  for (const end of own) await answerOf(hosts, end.host, writeKey(end.interface), "write the key");
}
