import { hubshiftError } from "../errors/index.ts";
import type { Reach } from "../reach/index.ts";

/** A command that takes longer has hung: the longest one waits two seconds for a handshake. */
const STEP_LIMIT_MS = 15_000;

/** What a step on a host prints. Throws `rotation-step-failed` when the step fails; other errors are those of `hosts`. */
export async function answerOf(
  hosts: Reach,
  host: string,
  argv: readonly string[],
  step: string,
  stdin?: string,
): Promise<string> {
  const limits = { timeoutMs: STEP_LIMIT_MS, ...(stdin !== undefined && { stdin }) };
  const { code, stdout, stderr, timedOut } = await hosts.run(host, argv, limits);
  if (code === 0 && !timedOut) return stdout;
  const reason = timedOut ? "no answer in time" : stderr.trim().split("\n").at(-1) || `status ${code}`;
  throw hubshiftError("rotation-step-failed", { host, step, reason }, { exitCode: 1 });
}
