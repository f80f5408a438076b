import { createWriteStream } from "node:fs";
import { finished } from "node:stream/promises";
import type { Lab } from "../lab/index.ts";

/** A command that runs in a host throughout the drill. */
export interface Followed {
  /** Ends the command; resolves when all that it printed is on disk. May be called again. */
  stop(): Promise<void>;
}

export interface FollowOptions {
  host: string;
  argv: readonly string[];
  /** Gets everything that the command prints: the evidence. */
  file: string;
  onOutput(text: string): void;
  onMessage?(text: string): void;
}

/** Runs a command in a host and hands on what it prints as it comes. */
export function follow(lab: Pick<Lab, "spawn">, { host, argv, file, onOutput, onMessage }: FollowOptions): Followed {
  const running = lab.spawn(host, argv);
  const { stdout, stderr } = running;
  if (!stdout || !stderr) throw new TypeError("a followed command's output is a pipe");
  const evidence = createWriteStream(file);
  for (const [stream, hand] of [[stdout, onOutput] as const, [stderr, onMessage] as const]) {
    stream.setEncoding("utf8");
    stream.on("data", (text: string) => {
      evidence.write(text);
      hand?.(text);
    });
  }
  const written = Promise.all([running.exited, finished(stdout), finished(stderr)])
    .catch(() => undefined)
    .then(() => finished(evidence.end()));
  return {
    stop: () => {
      running.kill();
      return written;
    },
  };
}
