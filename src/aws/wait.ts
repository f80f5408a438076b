import { setTimeout as delay } from "node:timers/promises";
import type { Waited, WaitOptions } from "./types.ts";

const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 2_000;

/**
 * Asks until `holds` was true `readings` times in a row or `timeoutMs` have passed, with pauses that grow: EC2 has no event to await
 * here and throttles who asks too often. It asks at least once. Throws when `signal` is aborted.
 */
export async function waitUntil(
  { timeoutMs, signal, readings }: WaitOptions & { readings: number },
  holds: () => Promise<boolean>,
): Promise<Waited> {
  const started = performance.now();
  const elapsed = () => performance.now() - started;
  for (let pause = FIRST_PAUSE_MS, agreed = 0; ; pause = Math.min(pause * 2, LONGEST_PAUSE_MS)) {
    signal?.throwIfAborted();
    agreed = (await holds()) ? agreed + 1 : 0;
    if (agreed >= readings) return { reached: true, durationMs: elapsed() };
    if (elapsed() + pause > timeoutMs) return { reached: false, durationMs: elapsed() };
    await delay(pause, undefined, { signal });
  }
}
