import { join } from "node:path";
import type { Lab } from "../lab/index.ts";
import { createPingReader } from "../observe/index.ts";
import { type Followed, follow } from "./follow.ts";
import type { Reply } from "./gaps.ts";
import type { Pair } from "./pairs.ts";
import { type Waited, Watch } from "./watch.ts";

/** Time between two probes of a pair, seconds, as ping takes it. */
const INTERVAL_S = "0.05";

/** So many answered probes in a row mean that a pair has recovered; replies that were still under way are fewer. */
const IN_A_ROW = 10;

/** A pair that is being probed, and the replies so far. */
export interface Probe extends Pair {
  readonly replies: readonly Reply[];
}

export interface Probes {
  readonly probes: readonly Probe[];
  /** Resolves when every pair has answered ten probes in a row that all came after `since` (epoch ms); without a value at the deadline. */
  untilAllAnswer(since: number, timeoutMs: number, signal?: AbortSignal): Promise<Waited<true>>;
  stop(): Promise<void>;
}

/** Whether the last replies came after `since` and are of probes in a row. */
export function answers(replies: readonly Reply[], since: number): boolean {
  const last = replies.slice(-IN_A_ROW);
  const [first] = last;
  if (!first || last.length < IN_A_ROW) return false;
  return last.every((reply, index) => reply.at > since && reply.seq === first.seq + index);
}

/** Pings every pair 20 times a second, one process each, until stopped. `folder` gets what each of them prints. */
export function startProbes(lab: Pick<Lab, "spawn">, pairs: readonly Pair[], folder: string): Probes {
  const watch = new Watch();
  const running: Followed[] = [];
  const probes = pairs.map((pair): Probe => {
    const replies: Reply[] = [];
    const reader = createPingReader();
    running.push(
      follow(lab, {
        host: pair.from,
        argv: ["ping", "-n", "-D", "-i", INTERVAL_S, "-I", pair.source, pair.to],
        file: join(folder, `${pair.from}-${pair.to}.txt`),
        onOutput: (text) => {
          replies.push(...reader.push(text));
          watch.changed();
        },
      }),
    );
    return { ...pair, replies };
  });
  return {
    probes,
    untilAllAnswer: (since, timeoutMs, signal) =>
      watch.until(() => (probes.every((probe) => answers(probe.replies, since)) ? true : undefined), timeoutMs, signal),
    stop: async () => {
      await Promise.all(running.map((followed) => followed.stop()));
    },
  };
}
