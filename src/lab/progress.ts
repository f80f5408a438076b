import type { Clock } from "../system/index.ts";

/** Runs one step: says when it begins, and how long it took when it ends. */
export type Step = <T>(name: string, work: () => Promise<T>) => Promise<T>;

/** Steps that are told to whoever waits, and that do not begin once `signal` is aborted. */
export function createSteps(clock: Clock, tell: (line: string) => void, signal: AbortSignal | undefined): Step {
  return async (name, work) => {
    signal?.throwIfAborted();
    tell(`${name} ...`);
    const begin = clock.now();
    const result = await work();
    tell(`${name}: ${((clock.now() - begin) / 1000).toFixed(1)} s`);
    return result;
  };
}

/** The result of `work`, unless `signal` is aborted first: then its reason is thrown, and whoever catches it must end the work. */
export async function unlessAborted<T>(signal: AbortSignal | undefined, work: () => Promise<T>): Promise<T> {
  signal?.throwIfAborted();
  let stop: () => void = () => undefined;
  const aborted = new Promise<never>((_, reject) => {
    stop = () => reject(signal?.reason);
    signal?.addEventListener("abort", stop, { once: true });
  });
  try {
    return await Promise.race([work(), aborted]);
  } finally {
    signal?.removeEventListener("abort", stop);
  }
}
