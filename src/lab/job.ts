import { readdirSync, readFileSync } from "node:fs";
import type { Running } from "../system/index.ts";

/** None where it has ended, or where the kernel does not tell (CONFIG_PROC_CHILDREN). */
function childrenOf(pid: number): number[] {
  try {
    const perTask = readdirSync(`/proc/${pid}/task`).map((task) =>
      readFileSync(`/proc/${pid}/task/${task}/children`, "utf8"),
    );
    return perTask.join("").trim().split(" ").filter(Boolean).map(Number);
  } catch {
    return [];
  }
}

const below = (pid: number): number[] => childrenOf(pid).flatMap((child) => [child, ...below(child)]);

/**
 * Sends a signal to all that `messenger` has started, and not to it: as at a terminal, a shell gets it together with what it waits
 * for. Where nothing is found, the messenger gets it. Ctrl-C at a terminal comes to them twice: nothing tells it from a SIGINT that
 * this process alone was sent.
 */
export function signalJob(messenger: Running, name: NodeJS.Signals): void {
  const pids = below(messenger.pid);
  for (const pid of pids) {
    try {
      process.kill(pid, name);
    } catch {
      // It has ended meanwhile.
    }
  }
  if (pids.length === 0) messenger.kill(name);
}
