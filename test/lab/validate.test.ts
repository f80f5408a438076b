import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { FINDINGS_FILE, type ValidationRecord } from "../../src/drill/index.ts";
import { attachLab, downLab, listLabs } from "../../src/lab/index.ts";
import { packageRoot } from "../../src/system/index.ts";
import type { Validation } from "../../src/verify/index.ts";
import { emptyFolder, run } from "../cli/run.ts";
import { eventually, expectSuccess } from "./lab.support.ts";
import { inAws, onHosts, type Sabotage, type Site } from "./sabotage.ts";

const name = `test-validate-${process.pid}`;
/** BGP's hold time and WireGuard's retries lie within; alarms are evaluated once a minute. */
const SETTLE_MS = 60_000;
/** Seconds. */
const ALARMS = "120";

let site: Site;

/** What does not pass now, as `check subject`, and what to do about the first of it: as a person reads it. */
async function validation(): Promise<{ open: string[]; todo: string }> {
  const { stdout, code } = await run(["validate", "--lab", name], { cwd: packageRoot() });
  const open = [...stdout.matchAll(/^(?:FAIL|UNKNOWN) {2}(\S+) {2}(.+)$/gm)].map(
    ([, id, subject]) => `${id} ${subject}`,
  );
  expect(stdout).toMatch(/\d+ checks: \d+ pass/);
  expect(code).toBe(open.length === 0 ? 0 : 1);
  return { open: open.sort(), todo: /^ +do +(.*)$/m.exec(stdout)?.[1] ?? "" };
}

const passes = ({ open }: { open: string[] }) => open.length === 0;

beforeAll(async () => {
  const cwd = packageRoot();
  expectSuccess("lab up", await run(["lab", "up", "--name", name, "--profile", "hot-standby"], { cwd }));
  const lab = await attachLab(name);
  site = { lab, status: await lab.status() };
});

afterAll(async () => {
  if ((await listLabs()).some((lab) => lab.name === name)) await downLab(name);
});

describe("a healthy hot standby passes every check, and each sabotage fails exactly the checks that it concerns", () => {
  it("passes all of 178 checks", async () => {
    const ran = await run(["validate", "--lab", name, "--wait", ALARMS, "--json"]);
    const { findings } = JSON.parse(ran.stdout) as Validation;
    expect(findings.filter(({ verdict }) => verdict !== "pass")).toEqual([]);
    expectSuccess("validate --json", ran);
    expect(findings).toHaveLength(178);
    expect(findings.filter(({ advice }) => advice)).toEqual([]);
  });

  it.each([...onHosts, ...inAws])("finds $what", async ({ fails, advice, strike, mend }: Sabotage) => {
    await strike(site);
    try {
      const expected = [...fails].sort().join("\n");
      const exact = ({ open, todo }: { open: string[]; todo: string }) =>
        open.join("\n") === expected && advice.test(todo);
      await eventually("exactly these fail", validation, exact, SETTLE_MS);
    } finally {
      await mend(site);
    }
    await eventually("everything passes again", validation, passes, SETTLE_MS);
  });

  it("keeps what it judged, and finds nothing the second time in that folder", async () => {
    const folder = emptyFolder();
    const ran = await run(["validate", "--lab", name, "--section", "clocks", "--save", folder]);
    expectSuccess("validate --section clocks", ran);
    const { pass, findings }: ValidationRecord = JSON.parse(readFileSync(join(folder, FINDINGS_FILE), "utf8"));
    expect({ pass, findings }).toMatchObject({
      pass: true,
      findings: [
        {
          id: "clocks.hubs",
          evidence: ["DC1-SP1", "DC1-SP2"].flatMap((hub) =>
            ["clock", "clock-2", "clock-3"].map((capture) => `${hub}/${capture}.txt`),
          ),
        },
      ],
    });
    const again = await run(["validate", "--lab", name, "--section", "clocks", "--save", folder]);
    expect(again).toMatchObject({ code: 2 });
    expect(again.stderr).toContain("holds a collection already");
  });
});
