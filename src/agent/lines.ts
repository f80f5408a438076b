import { createInterface } from "node:readline";
import type { Clock, Runner } from "../system/index.ts";

const RESTART_MS = 500;

/** Runs a program for as long as `signal` is not aborted, again half a second after each end, and hands over each line it prints. */
export async function followLines(
  { runner, clock }: { runner: Runner; clock: Clock },
  argv: readonly string[],
  signal: AbortSignal,
  onLine: (line: string) => void,
): Promise<void> {
  while (!signal.aborted) {
    const running = runner.spawn(argv);
    const kill = () => running.kill("SIGKILL");
    signal.addEventListener("abort", kill, { once: true });
    running.stderr?.resume();
    if (running.stdout) createInterface({ input: running.stdout }).on("line", onLine);
    await running.exited;
    signal.removeEventListener("abort", kill);
    await clock.sleep(RESTART_MS, signal).catch(() => undefined);
  }
}
