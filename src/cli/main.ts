import { hubshiftError } from "../errors/index.ts";
import { Interrupted, type Io } from "./io.ts";
import { runCli, showError } from "./run.ts";

/**
 * One abort for every reason to stop early. A second Ctrl-C does not wait for the clean-up any more. Signals that were handed on
 * abort nothing.
 */
function interruptions(): Pick<Io, "signal" | "handSignalsTo"> {
  const controller = new AbortController();
  let heir: ((name: NodeJS.Signals) => void) | undefined;
  const stop = (by: "SIGINT" | "SIGTERM" | "SIGHUP", exitCode: 130 | 143 | 129) => () => {
    if (heir) return heir(by);
    if (controller.signal.aborted) process.exit(exitCode);
    process.stderr.write(`\nhubshift: ${by}: stopping and cleaning up (once more to leave at once)\n`);
    controller.abort(new Interrupted(by, exitCode));
  };
  process.on("SIGINT", stop("SIGINT", 130));
  process.on("SIGTERM", stop("SIGTERM", 143));
  process.on("SIGHUP", stop("SIGHUP", 129));
  process.stdout.on("error", ({ code = "unknown" }: NodeJS.ErrnoException) => {
    if (controller.signal.aborted) return;
    const closed = code === "EPIPE";
    if (!closed) showError(hubshiftError("output-lost", { reason: code }), process.stderr);
    const reason = closed ? new Interrupted("SIGPIPE", 141) : new Interrupted("lost output", 1);
    // What a command prints last is lost after its status is known.
    process.exitCode = reason.exitCode;
    controller.abort(reason);
  });
  // Nobody reads the notes any more: the work goes on, its result is on standard output.
  process.stderr.on("error", () => undefined);
  const handSignalsTo: Io["handSignalsTo"] = (to) => {
    heir = to;
  };
  return { signal: controller.signal, handSignalsTo };
}

// The SDK's clients are pinned to the last line that runs on Node 20; its advice to upgrade is for us, not for the user.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= "true";

const { signal, handSignalsTo } = interruptions();
const io: Io = {
  stdin: process.stdin,
  stdout: process.stdout,
  stderr: process.stderr,
  env: process.env,
  cwd: process.cwd(),
  signal,
  handSignalsTo,
};
process.exitCode = await runCli(process.argv.slice(2), io);
