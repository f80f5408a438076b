import { constants } from "node:os";
import { execa } from "execa";
import type { Runner, Running, RunOptions, RunResult, SpawnOptions } from "./types.ts";

const DEFAULT_TIMEOUT_MS = 30_000;

/** The exit status as a shell shows it: 128 + n for signal n, 127 when the program does not exist, 126 when it is none. */
function exitStatus(result: { exitCode?: number; signal?: string; code?: string }): number {
  if (result.exitCode !== undefined) return result.exitCode;
  if (result.code === "ENOENT") return 127;
  return result.signal ? 128 + constants.signals[result.signal as NodeJS.Signals] : 126;
}

async function run(argv: readonly string[], options: RunOptions = {}): Promise<RunResult> {
  const [program, ...args] = argv;
  if (!program) throw new TypeError("run: argv is empty");
  const result = await execa(program, args, {
    reject: false,
    stripFinalNewline: false,
    input: options.input ?? "",
    env: options.env,
    cwd: options.cwd,
    timeout: options.timeoutMs ?? DEFAULT_TIMEOUT_MS,
    killSignal: "SIGKILL",
    cancelSignal: options.signal,
  });
  return {
    argv,
    code: exitStatus(result),
    stdout: result.stdout,
    stderr: result.stderr || (result.code === "ENOENT" ? `${program}: not found` : ""),
    durationMs: result.durationMs,
    timedOut: result.timedOut,
  };
}

function spawn(argv: readonly string[], options: SpawnOptions = {}): Running {
  const [program, ...args] = argv;
  if (!program) throw new TypeError("spawn: argv is empty");
  const child = execa(program, args, {
    reject: false,
    buffer: false,
    stdin: options.stdio === "inherit" ? "inherit" : "pipe",
    stdout: options.stdio ?? "pipe",
    stderr: options.detached ? "ignore" : (options.stdio ?? "pipe"),
    env: options.env,
    cwd: options.cwd,
    cancelSignal: options.signal,
    detached: options.detached,
    cleanup: !options.detached,
  });
  if (options.detached) child.unref();
  return {
    pid: child.pid ?? -1,
    stdin: child.stdin,
    stdout: child.stdout,
    stderr: child.stderr,
    exited: child.then((result) => ({ code: exitStatus(result) })),
    kill: (signal = "SIGTERM") => void child.kill(signal),
  };
}

/** Runs commands on this machine. */
export function createRunner(): Runner {
  return { run, spawn };
}
