import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { type Run, readRun } from "../../src/drill/index.ts";
import { packageRoot } from "../../src/system/index.ts";

/**
 * A drill of dc1 in hot standby: the folder that it wrote, with the replies near the outages, the hubs' BGP summaries, what the
 * agents said, and the journal without calls and logs; of two validations some checks, the second with two mistakes put in.
 */
export const RUN_FOLDER = join(packageRoot(), "test/golden/report/run");

export function fixtureRun(): Promise<Run> {
  return readRun(RUN_FOLDER);
}

/** A copy of the run's folder that a test may change; gone when the test is. */
export function copiedRun(): string {
  const folder = mkdtempSync(join(tmpdir(), "hubshift-run-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  cpSync(RUN_FOLDER, folder, { recursive: true });
  return folder;
}
