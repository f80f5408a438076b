import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";

/** A function's error as the runtime reports it: the payload of a failed invocation. */
export interface FunctionError {
  errorType: string;
  errorMessage: string;
  trace?: string[];
}

export interface InvocationRequest {
  requestId: string;
  /** JSON text. */
  payload: string;
  /** Epoch ms. */
  deadline: number;
  functionArn: string;
  traceId: string;
}

/** What became of an invocation as the process shows it. `maxRss` is in KiB. */
export type Answer =
  | { kind: "result"; payload: string; maxRss: number }
  | { kind: "error"; error: FunctionError; maxRss: number }
  /** The process ended first. */
  | { kind: "exit"; reason: string };

/** What became of loading the handler. */
export type Readiness = Answer | { kind: "ready" };

export interface LogLine {
  /** Epoch ms. */
  at: number;
  message: string;
}

export interface ProcessOptions {
  program: string;
  cwd: string;
  memoryMb: number;
  variables: Record<string, string>;
}

type RuntimeMessage =
  | { type: "ready" }
  | { type: "log"; at: number; text: string }
  | { type: "result"; payload: string; maxRss: number }
  | { type: "error"; error: FunctionError; maxRss: number; fatal?: boolean };

/** One execution environment: a Node process of its own that handles one invocation at a time. */
export class Environment {
  busy = true;
  /** Not to be used again: its process ended, or the function changed. */
  retired = false;
  /** What was logged during the invocation in progress, or the last one. */
  lines: string[] = [];
  #child: ChildProcess | undefined;
  #exited: Promise<unknown> = Promise.resolve();
  #settle: ((answer: Readiness) => void) | undefined;

  constructor(
    readonly logStream: string,
    readonly onLog: (lines: readonly LogLine[]) => void,
  ) {}

  log(lines: readonly LogLine[]): void {
    this.lines.push(...lines.map((line) => line.message));
    this.onLog(lines);
  }

  /** Starts the process; resolves when its handler is loaded, or could not be. */
  start(options: ProcessOptions): Promise<Readiness> {
    const ready = this.#answer<Readiness>();
    const child = spawn(process.execPath, [`--max-old-space-size=${options.memoryMb}`, options.program], {
      cwd: options.cwd,
      env: options.variables,
      stdio: ["ignore", "pipe", "pipe", "ipc"],
    });
    this.#child = child;
    child.on("error", () => {});
    child.on("message", (message: RuntimeMessage) => this.#receive(message));
    // What Node itself writes, such as a fatal error's report, does not come over the channel.
    for (const stream of [child.stdout, child.stderr] as Readable[]) {
      createInterface({ input: stream }).on("line", (message) => this.log([{ at: Date.now(), message }]));
    }
    void ended(child, "close").then(([code, signal]) =>
      this.#settle?.({ kind: "exit", reason: exitReason(code, signal) }),
    );
    this.#exited = ended(child, "exit").then(() => {
      this.retired = true;
    });
    return ready;
  }

  /** Hands over one invocation; resolves when it is answered or the process has ended. */
  invoke(request: InvocationRequest): Promise<Answer> {
    const answer = this.#answer<Answer>();
    // A closed channel means that the process has ended or is about to: its end settles the answer.
    if (this.#child?.connected) this.#child.send({ type: "invoke", ...request }, () => {});
    return answer;
  }

  /** Ends the process, whatever it does. Resolves when it has ended. */
  async kill(): Promise<void> {
    this.retired = true;
    this.#child?.kill("SIGKILL");
    await this.#exited;
  }

  #answer<T extends Readiness>(): Promise<T> {
    return new Promise((resolve) => {
      this.#settle = resolve as (answer: Readiness) => void;
    });
  }

  #receive(message: RuntimeMessage): void {
    if (message.type === "log") {
      this.log([{ at: message.at, message: message.text }]);
      return;
    }
    if ("fatal" in message) this.retired = true;
    const { type, ...rest } = message;
    this.#settle?.({ kind: type, ...rest } as Readiness);
  }
}

/** `exit` is the process, `close` is its output as well. A process that could not be started ends with 1. */
async function ended(child: ChildProcess, event: "exit" | "close"): Promise<[number | null, string | null]> {
  try {
    return (await once(child, event)) as [number | null, string | null];
  } catch {
    return [1, null];
  }
}

/** The words of Go's os package, in which Lambda's own supervisor is written. */
const SIGNALS: Record<string, string> = {
  SIGKILL: "killed",
  SIGABRT: "aborted",
  SIGSEGV: "segmentation fault",
  SIGTERM: "terminated",
};

/** As Lambda words it; a process that ends with 0 gave no reason. */
function exitReason(code: number | null, signal: string | null): string {
  if (signal) return `Runtime exited with error: signal: ${SIGNALS[signal] ?? signal}`;
  return code === 0 ? "Runtime exited without providing a reason" : `Runtime exited with error: exit status ${code}`;
}
