import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { DrillResult, Inspection, PhaseResult, ValidationRecord } from "../../src/drill/index.ts";
import { packageRoot } from "../../src/system/index.ts";
import { type Ran, run } from "../cli/run.ts";

let folder: string;
let ran: Ran;
let result: DrillResult;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "hubshift-drill-"));
  const argv = ["drill", "--mode", "reference", "--cloud", "instant", "--json", "--out", join(folder, "run")];
  ran = await run(argv, { cwd: packageRoot() });
  result = JSON.parse(ran.stdout);
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

const textOf = (...names: string[]) => readFileSync(join(result.evidence, ...names), "utf8");

function filesBelow(path: string): string[] {
  return readdirSync(path, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}

/** The gap of a pair as its ping alone tells it. */
function gapInPings(from: string, to: string, phase: (gap: { from: number; to: number }) => boolean): number {
  const times = [...textOf("pings", `${from}-${to}.txt`).matchAll(/^\[(\d+\.\d+)\] .* time=/gm)].map((m) =>
    Number(m[1]),
  );
  const gaps = times.slice(1).map((time, index) => ({ from: times[index] ?? time, to: time }));
  return Math.max(...gaps.filter(phase).map((gap) => (gap.to - gap.from) * 1000));
}

describe("the reference WAN loses its sites for WireGuard's 15 s when its primary hub stops, and again when it comes back", () => {
  it("passes", () => {
    expect(result.failures).toEqual([]);
    expect({ code: ran.code, pass: result.pass }).toEqual({ code: 0, pass: true });
    expect(result).toMatchObject({ wan: "dc1", mode: "reference", cloud: "instant" });
  });

  it("loses nothing while nothing is done", () => {
    expect(result.steady.sent).toBeGreaterThan(9 * 5 * 10);
    expect(result.steady).toMatchObject({ lost: 0, silent: [] });
  });

  it.each(["failover", "failback"] as const)("%s: one move, and a gap that WireGuard's timers explain", (name) => {
    const phase: PhaseResult = result[name];
    const [from, to] = name === "failover" ? ["DC1-SP1", "DC1-SP2"] : ["DC1-SP2", "DC1-SP1"];
    expect(phase).toMatchObject({ holderBefore: from, holderAfter: to, moves: 1 });
    expect(phase.gapMs.max).toBeGreaterThan(14_000);
    expect(phase.gapMs.max).toBeLessThan(22_000);
    expect(phase.pairs).toHaveLength(9);
    const stages = Object.values(phase.stages);
    expect(stages.reduce((sum, stage) => sum + stage, 0)).toBe(phase.gapMs.max);
    expect(phase.stages.handshakeMs).toBeGreaterThan(phase.gapMs.max / 2);
  });

  it("says what the pings say", () => {
    const returned = entries("instance-state", { name: "DC1-SP1", state: "pending" }).at(-1)?.at ?? 0;
    for (const pair of result.failover.pairs) {
      const gap = gapInPings(pair.from, pair.to, (silence) => silence.from * 1000 < returned);
      expect(Math.abs(gap - pair.gapMs), `${pair.from} to ${pair.to}`).toBeLessThanOrEqual(1);
    }
  });

  it("is validated before and after: it passes in spite of the flaws that validation names", () => {
    const flaws = ["overlay.router-ids all speakers", "overlay.kernel-routes DC1-SP1"];
    const { before, after } = result.validation ?? {};
    expect(besidesAlarms(before)).toEqual(flaws);
    expect(besidesAlarms(after)).toEqual(expect.arrayContaining(flaws));
    expect([before?.checks, after?.checks]).toEqual([153, 153]);
    for (const moment of ["1-before", "5-after-failback"]) {
      const { findings }: ValidationRecord = JSON.parse(textOf("validation", moment, "findings.json"));
      expect(findings).toHaveLength(153);
      for (const { evidence } of findings)
        for (const file of evidence) expect(textOf("validation", moment, file).length).toBeGreaterThan(0);
    }
  });

  it("keeps the evidence, without a private key", () => {
    const files = filesBelow(result.evidence);
    expect(files.filter((file) => file.includes("/pings/"))).toHaveLength(9);
    for (const moment of ["1-before", "3-after-failover", "5-after-failback"]) {
      expect(textOf("hosts", moment, "SITE1-LF1", "wg-dump.tsv")).toMatch(/^wg0\t\(hidden\)\t/);
      expect(JSON.parse(textOf("hosts", moment, "SITE1-LF1", "routes.json"))).toHaveProperty("172.16.0.1/32");
    }
    expect(textOf("logs", "EIP-Failover-DC1.txt")).toContain("received event");
    expect(textOf("wan.yaml")).toBe(readFileSync(join(packageRoot(), "examples/dc1/wan.yaml"), "utf8"));
    expect(JSON.parse(textOf("drill.json"))).toEqual(result);
    for (const file of files) expect(readFileSync(file, "utf8"), file).not.toMatch(/PrivateKey|PresharedKey/);
  });

  it("leaves nothing behind", () => {
    expect(existsSync(`/run/hubshift/drill-${process.pid}`)).toBe(false);
  });
});

/** Alarms look once a minute: a laboratory that was just built is younger than that. */
function besidesAlarms(inspection: Inspection | undefined): string[] | undefined {
  return inspection?.open.filter((check) => !check.startsWith("availability.alarm"));
}

function entries(kind: string, detail: Record<string, unknown>): { at: number }[] {
  const journal: { at: number; kind: string; detail: Record<string, unknown> }[] = JSON.parse(textOf("journal.json"));
  const fits = (entry: Record<string, unknown>) => Object.entries(detail).every(([key, value]) => entry[key] === value);
  return journal.filter((entry) => entry.kind === kind && fits(entry.detail));
}
