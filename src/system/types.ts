import type { Readable, Writable } from "node:stream";

/** How a command ended. The same shape for success and failure; `run` does not throw for a command that fails. */
export interface RunResult {
  argv: readonly string[];
  /** Exit status; 128 + n for signal n; 127 when the program does not exist; 126 when it is none. */
  code: number;
  stdout: string;
  stderr: string;
  durationMs: number;
  timedOut: boolean;
}

export interface RunOptions {
  input?: string;
  env?: Record<string, string>;
  cwd?: string;
  /** Default 30,000 ms; the command is killed then and `timedOut` is set. */
  timeoutMs?: number;
  signal?: AbortSignal;
}

export interface SpawnOptions {
  env?: Record<string, string>;
  cwd?: string;
  stdio?: "pipe" | "inherit";
  /** It outlives this process, in a session of its own; its standard error goes nowhere, since nobody may be there to read it. */
  detached?: boolean;
  signal?: AbortSignal;
}

/** A command that runs until it is told to stop. */
export interface Running {
  readonly pid: number;
  readonly stdin: Writable | null;
  readonly stdout: Readable | null;
  readonly stderr: Readable | null;
  readonly exited: Promise<{ code: number }>;
  kill(signal?: NodeJS.Signals): void;
}

/** The one seam through which hubshift runs commands. Tests replace it, and only it. */
export interface Runner {
  run(argv: readonly string[], options?: RunOptions): Promise<RunResult>;
  spawn(argv: readonly string[], options?: SpawnOptions): Running;
}

/** Time as the rooms see it. `now` is epoch ms. */
export interface Clock {
  now(): number;
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}
