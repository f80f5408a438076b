import { insideNamespaces, type Runner } from "../system/index.ts";

/** Runs a shell script in the network namespace of process `pid`; each program in it takes all its work in one batch. Throws when it fails. */
export async function configure(runner: Runner, pid: number, script: readonly string[]): Promise<void> {
  const argv = insideNamespaces(pid, ["net"], ["sh", "-eu"]);
  const result = await runner.run(argv, { input: `${script.join("\n")}\n` });
  if (result.code !== 0) throw new Error(`the network could not be set up: ${result.stderr.trim()}`);
}

export function ipBatch(lines: readonly string[]): string {
  return ["ip -batch - <<'END'", ...lines, "END"].join("\n");
}

export function nft(rules: string): string {
  return `nft -f - <<'END'\n${rules}END`;
}
