import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { afterAll, beforeAll, expect, it } from "vitest";
import { createRunner, packageRoot } from "../../src/system/index.ts";
import { namespacesBelow, processesIn } from "./lab.support.ts";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "hubshift-drill-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The built program, as a user starts it: signals reach a process, not a function. */
const program = join(packageRoot(), "bin/hubshift.js");

it.each([
  ["SIGINT", "laboratory", 130],
  ["SIGTERM", "steady", 143],
  ["SIGINT", "failover", 130],
] as const)(
  "a drill that gets %s in its phase %s ends with its status and leaves nothing",
  async (signal, phase, status) => {
    const argv = [process.execPath, program, "drill", "--out", join(folder, `${signal}-${phase}`)];
    const drill = createRunner().spawn(argv, { cwd: packageRoot() });
    const said: string[] = [];
    let networks = new Set<string>();
    for await (const line of createInterface({ input: drill.stderr as NodeJS.ReadableStream })) {
      said.push(line);
      const begun = phase === "laboratory" ? line.includes("hosts ...") : line.includes(`❯ ${phase}`);
      if (!begun) continue;
      networks = namespacesBelow(drill.pid);
      drill.kill(signal);
    }
    expect({ said, status: (await drill.exited).code }).toMatchObject({ status });
    expect(networks.size).toBeGreaterThan(0);
    expect(processesIn(networks)).toEqual([]);
    expect(existsSync(`/run/hubshift/drill-${drill.pid}`)).toBe(false);
    expect(said.join("\n")).not.toMatch(/bug in hubshift|^\s+at /m);
  },
);
