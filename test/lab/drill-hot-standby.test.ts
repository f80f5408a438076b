import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { DrillResult, FaultName } from "../../src/drill/index.ts";
import { packageRoot } from "../../src/system/index.ts";
import { run } from "../cli/run.ts";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "hubshift-drill-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function drill(wan: string, fault: FaultName): Promise<DrillResult> {
  const where = ["--wan", `examples/${wan}/wan.yaml`, "--out", join(folder, `${wan}-${fault}`)];
  const { stdout } = await run(["drill", "--mode", "hot-standby", "--fault", fault, "--json", ...where], {
    cwd: packageRoot(),
  });
  return JSON.parse(stdout);
}

const textOf = (result: DrillResult, ...names: string[]) => readFileSync(join(result.evidence, ...names), "utf8");

describe("a primary hub of offices that is stopped is relieved within 300 ms, and takes over again within 300 ms", () => {
  let result: DrillResult;
  beforeAll(async () => {
    result = await drill("offices", "stop-primary");
  });

  it("on every pair, hosts in the sites' networks included", () => {
    expect(result.failures).toEqual([]);
    expect(result).toMatchObject({ pass: true, mode: "hot-standby" });
    expect(result.failover.pairs).toHaveLength(9 + 16);
    expect(result.failover.pairs.filter(({ from }) => from.includes("-LAN"))).toHaveLength(16);
  });

  it("because the hub gives the address away before it stops, and gets it back from the function once it is ready", () => {
    expect(result.failover.movedBy).toBe("agent on HUB-A");
    expect(result.failback.movedBy).toBe("EIP-Failback-OFFICES");
  });

  it.each(["failover", "failback"] as const)("with stages that add up to the gap: %s", (name) => {
    const { stages, gapMs } = result[name];
    expect(Object.values(stages).reduce((sum, stage) => sum + stage, 0)).toBe(gapMs.max);
  });

  it("with routes of BGP alone, before, during and after", () => {
    for (const moment of ["1-before", "2-during-failover", "3-after-failover", "5-after-failback"]) {
      const routes: Record<string, { protocol: string }[]> = JSON.parse(
        textOf(result, "hosts", moment, "BRANCH", "routes.json"),
      );
      const overlay = Object.entries(routes).filter(([prefix]) => /^(172\.16\.[013]|192\.168\.[13])/.test(prefix));
      expect({ moment, prefixes: overlay.length }).toEqual({ moment, prefixes: 7 });
      for (const [, paths] of overlay) expect(new Set(paths.map(({ protocol }) => protocol))).toEqual(new Set(["bgp"]));
    }
  });

  it("with everything as planned before the fault and after the failback, but for alarms that look once a minute", () => {
    const { before, after } = result.validation ?? {};
    for (const inspection of [before, after]) {
      expect(inspection?.checks).toBe(178);
      expect(inspection?.open.filter((check) => !check.startsWith("availability.alarm"))).toEqual([]);
    }
  });

  it("and a report that shows the same outages can be made of what it left", async () => {
    const file = join(folder, "report.html");
    const { code, stdout } = await run(["report", result.evidence, "--out", file, "--json"]);
    expect(code).toBe(0);
    const [figures] = JSON.parse(stdout).runs;
    expect(figures).toMatchObject({ failoverMs: result.failover.gapMs.max, failbackMs: result.failback.gapMs.max });
    const page = readFileSync(file, "utf8");
    for (const { gapMs } of [result.failover, result.failback]) expect(page).toContain(`data-outage-ms="${gapMs.max}"`);
    for (const lane of ["Instances", "Functions", "Hub agents", "Handshakes"])
      expect(page).toContain(`>${lane}</text>`);
  });

  it("and keeps the agents' words and the template as evidence, without a private key", () => {
    expect(textOf(result, "consoles", "HUB-A.txt")).toContain('"why":"the machine is about to stop"');
    expect(JSON.parse(textOf(result, "template.json"))).toHaveProperty("Resources");
    for (const hub of ["HUB-A", "HUB-B"])
      expect(textOf(result, "hosts", "1-before", hub, "wg-dump.tsv")).toMatch(/^hub0\t\(hidden\)\t/m);
  });
});

describe("the outcome that each fault announces comes true", () => {
  it.each([
    [
      "upgrade",
      "both hubs' instances are replaced by CloudFormation, one after the other, and no pair waits longer than 300 ms",
    ],
    ["kill-primary", "a hub without power is relieved by its peer's agent within 1.5 s"],
    ["cut-hub-link", "a cut between the hubs moves nothing and loses nothing"],
    ["kill-agent", "a dead agent moves nothing and loses nothing"],
    ["both-down", "with both hubs down nothing moves and a person is called"],
  ] as const)("%s: %s", async (fault, _claim) => {
    const result = await drill("dc1", fault);
    expect(result.failures).toEqual([]);
    expect(result).toMatchObject({ pass: true, failover: { fault } });
  });
});
