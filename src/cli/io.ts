/** What the command line reads and writes. `main` gives the process's own; a test gives its own. */
export interface Io {
  stdin: NodeJS.ReadableStream;
  stdout: OutputStream;
  stderr: OutputStream;
  env: Readonly<Record<string, string | undefined>>;
  cwd: string;
  /** Aborted by Ctrl-C, SIGTERM, a terminal that closed, a reader that went away or a full disk; the reason is an `Interrupted`. */
  signal: AbortSignal;
  /** From now on Ctrl-C, SIGTERM and SIGHUP are for `heir`, and abort nothing. */
  handSignalsTo(heir: (name: NodeJS.Signals) => void): void;
}

export type OutputStream = NodeJS.WritableStream & { isTTY?: boolean; columns?: number };

/** Why the work was broken off, and the exit status that says so (128 + signal number, as shells do; 1 when the output cannot be written). */
export class Interrupted extends Error {
  override readonly name = "Interrupted";
  constructor(
    readonly by: "SIGINT" | "SIGTERM" | "SIGHUP" | "SIGPIPE" | "lost output",
    readonly exitCode: 130 | 143 | 129 | 141 | 1,
  ) {
    super(`interrupted by ${by}`);
  }
}
