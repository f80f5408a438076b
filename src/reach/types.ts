import type { RunResult } from "../system/index.ts";

export interface ReachOptions {
  /** What the command reads; nothing by default, nor by Run Command. Secrets go this way: a command line is seen in process lists. */
  stdin?: string;
  /** Default 30,000 ms; the command is ended then, and `timedOut` is set. */
  timeoutMs?: number;
  signal?: AbortSignal;
}

/** As on this machine: a command that fails is an answer, not an error. */
export type ReachResult = Omit<RunResult, "argv">;

/** Runs commands on the hosts of a WAN, wherever they are. */
export interface Reach {
  /**
   * Runs `argv` as root on the host with that name in the plan. Throws `lab-host-off`, `lab-host-unknown`, `host-unreachable` or
   * `host-not-root` when the host itself could not be asked, and `answer-cut` when it was, and its answer did not come back whole.
   */
  run(host: string, argv: readonly string[], options?: ReachOptions): Promise<ReachResult>;
  /** Ends the connections that are open. May be called again, and is called when nothing is asked any more. */
  close(): Promise<void>;
}
