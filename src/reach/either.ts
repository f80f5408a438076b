import type { Reach } from "./types.ts";

/** The hosts that `first` is for by the one way, all others by the other. */
export function reachEither(isFirst: (host: string) => boolean, first: Reach, others: Reach): Reach {
  return {
    run: (host, argv, options) => (isFirst(host) ? first : others).run(host, argv, options),
    async close() {
      await Promise.all([first.close(), others.close()]);
    },
  };
}
