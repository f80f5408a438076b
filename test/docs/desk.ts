import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createRunner, packageRoot, type RunResult } from "../../src/system/index.ts";

/** Finds hubshift as `npx` does in a clone that was set up. */
const NPX = `#!/bin/sh
[ "$1" = hubshift ] || { echo "npx: $1 is not part of hubshift" >&2; exit 127; }
shift
exec node "${join(packageRoot(), "bin/hubshift.js")}" "$@"
`;

/** A shell in FOLDER, as the reader of a document has it. */
export function deskIn(folder: string, env: Record<string, string> = {}) {
  const bin = join(folder, ".bin");
  mkdirSync(bin);
  writeFileSync(join(bin, "npx"), NPX);
  chmodSync(join(bin, "npx"), 0o755);
  const { run } = createRunner();
  const options = {
    cwd: folder,
    env: { ...env, HOME: folder, PATH: `${bin}:${process.env.PATH}` },
    timeoutMs: 120_000,
  };
  return {
    run: (command: string): Promise<RunResult> => run(["bash", "-c", command], options),
    /** At a terminal, on which somebody types LINE. */
    answering: (command: string, line: string): Promise<RunResult> =>
      run(["script", "--quiet", "--return", "--command", command, "/dev/null"], { ...options, input: `${line}\n` }),
  };
}
