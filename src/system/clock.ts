import { setTimeout as delay } from "node:timers/promises";
import type { Clock } from "./types.ts";

/** The machine's clock; `now` has sub-millisecond resolution. */
export const systemClock: Clock = {
  now: () => performance.timeOrigin + performance.now(),
  sleep: (ms, signal) => delay(ms, undefined, { signal }),
};
