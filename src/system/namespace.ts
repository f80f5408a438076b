import { createInterface } from "node:readline";
import type { Runner, Running } from "./types.ts";

/** What a process may have of its own; the options of unshare(1) and nsenter(1). */
export type NamespaceKind = "net" | "mount" | "pid" | "uts";

/**
 * The command that runs `argv` and dies with this process, even when this process is killed with SIGKILL
 * (PR_SET_PDEATHSIG, prctl(2)). The comparison closes the gap between fork and prctl: a parent that died in it sends no signal.
 * It is in a session of its own, so that Ctrl-C reaches this process alone, which then takes things away in order.
 */
export function tiedToThisProcess(argv: readonly string[]): string[] {
  const guard = ["sh", "-c", '[ "$PPID" = "$0" ] && exec setsid "$@"', String(process.pid)];
  return ["setpriv", "--pdeathsig", "KILL", ...guard, ...argv];
}

/** The command that runs `argv` inside `kinds` of namespaces of process `pid`. */
export function insideNamespaces(pid: number, kinds: readonly NamespaceKind[], argv: readonly string[]): string[] {
  return ["nsenter", `--target=${pid}`, ...kinds.map((kind) => `--${kind}`), "--", ...argv];
}

/** A network namespace without a name: it exists while its holder runs, and the holder dies with this process. */
export interface NetworkNamespace {
  readonly pid: number;
  /** Resolves when the holder is gone; the kernel then takes the interfaces away. May be called again. */
  close(): Promise<void>;
}

/** The first line a command prints. Throws when it ends before. */
export async function firstLine(running: Running, what: string): Promise<string> {
  if (!running.stdout) throw new TypeError(`${what}: its output is not a pipe`);
  const lines = createInterface({ input: running.stdout });
  for await (const line of lines) return line;
  const { code } = await running.exited;
  throw new Error(`${what} ended with status ${code} before it was ready`);
}

/** Makes a network namespace; resolves when commands may enter it. */
export async function createNetworkNamespace(runner: Runner): Promise<NetworkNamespace> {
  const holder = runner.spawn(tiedToThisProcess(["unshare", "--net", "sh", "-c", "echo ready && exec cat"]));
  await firstLine(holder, "a network namespace");
  return {
    pid: holder.pid,
    async close() {
      holder.kill("SIGKILL");
      await holder.exited;
    },
  };
}
