import { join } from "node:path";
import { HubshiftError } from "../../src/errors/index.ts";
import { packageRoot } from "../../src/system/index.ts";
import { buildGuide } from "./build.ts";

/** `npm run docs`: exit 0, or 1 with each problem as file:line. */
async function main(): Promise<number> {
  const out = join(packageRoot(), "dist/docs");
  const problems = await buildGuide(packageRoot(), out);
  for (const { file, line, message } of problems) process.stderr.write(`${file}:${line}: ${message}\n`);
  if (problems.length > 0) return 1;
  process.stdout.write("wrote dist/docs/index.html and dist/docs/hubshift-guide.pdf\n");
  return 0;
}

try {
  process.exitCode = await main();
} catch (error) {
  if (!(error instanceof HubshiftError)) throw error;
  process.stderr.write(`error: ${error.message}\nhint: ${error.hint}\n`);
  process.exitCode = error.exitCode;
}
