import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { findRuns, readRun } from "../../src/drill/index.ts";
import { copiedRun, fixtureRun, RUN_FOLDER } from "../report/fixture.ts";

describe("reading a run", () => {
  it("takes every fact from its folder", async () => {
    const run = await fixtureRun();
    expect(run.result).toMatchObject({ version: 1, wan: "dc1", mode: "hot-standby", pass: true });
    expect(run.laboratory.plan.sites.map(({ name }) => name)).toEqual(["SITE1-LF1", "SITE2-LF1", "SITE3-LF1"]);
    expect(Object.keys(run.laboratory.instances)).toEqual(["DC1-SP1", "DC1-SP2"]);
    expect(run.probes).toHaveLength(9);
    expect(run.probes.map(({ from, to }) => [from, to])).toEqual(
      run.result.failover.pairs.map(({ from, to }) => [from, to]),
    );
    expect(new Set(run.agents.map(({ hub }) => hub))).toEqual(new Set(["DC1-SP1", "DC1-SP2"]));
    expect(run.handshakes.map(({ handshakes }) => handshakes.length)).toEqual([4, 4, 4]);
    expect(run.sessions.filter(({ establishedAt }) => establishedAt !== undefined).length).toBeGreaterThan(6);
    expect(run.validations.map(({ name, pass, findings }) => [name, pass, findings.length])).toEqual([
      ["1-before", true, 19],
      ["5-after-failback", false, 19],
    ]);
    expect(run.captures.map(({ path }) => path)).toContain("pings/SITE1-LF1-172.16.0.1.txt");
  });

  it("leaves out what the drill did not write, a report for one", async () => {
    const folder = copiedRun();
    writeFileSync(join(folder, "report.html"), "<p>");
    expect(await readRun(folder)).toEqual(await fixtureRun());
  });

  it("has no secret in its fixture", async () => {
    const run = await fixtureRun();
    for (const { path, text } of run.captures) expect(text.match(/[A-Za-z0-9+/]{43}=/g), path).toBeNull();
  });

  const edited = (name: string, edit: (text: string) => string) => (folder: string) =>
    writeFileSync(join(folder, name), edit(readFileSync(join(folder, name), "utf8")));
  const removed = (name: string) => (folder: string) => rmSync(join(folder, name));

  it.each([
    ["no drill.json", removed("drill.json"), "run-none", "FOLDER is no run of a drill: it has no drill.json"],
    [
      "another version",
      edited("drill.json", (text) => text.replace('"version": 1', '"version": 7')),
      "run-version",
      "FOLDER/drill.json: written as version 7, and this hubshift reads version 1",
    ],
    [
      "no version",
      edited("drill.json", (text) => text.replace('"version": 1,', "")),
      "run-version",
      "FOLDER/drill.json: written as version 0, and this hubshift reads version 1",
    ],
    [
      "half a file",
      edited("journal.json", (text) => text.slice(0, 200)),
      "run-broken",
      expect.stringMatching(/^FOLDER\/journal.json: it is no JSON: /),
    ],
    [
      "a wrong value",
      edited("drill.json", (text) => text.replace('"gapMs": {', '"gapMs": { "p50": "fast" }, "before": {')),
      "run-broken",
      "FOLDER/drill.json: failover.gapMs.p50: Invalid input: expected number, received string",
    ],
    [
      "a finding without a verdict",
      edited("validation/1-before/findings.json", (text) => text.replace('"verdict": "pass"', '"verdict": "good"')),
      "run-broken",
      'FOLDER/validation/1-before/findings.json: findings[0].verdict: Invalid option: expected one of "pass"|"fail"|"unknown"',
    ],
    [
      "no pings",
      removed("pings/SITE2-LF1-172.16.1.1.txt"),
      "run-broken",
      "FOLDER/pings/SITE2-LF1-172.16.1.1.txt: it is missing",
    ],
    [
      "empty pings",
      edited("pings/SITE2-LF1-172.16.1.1.txt", () => ""),
      "run-broken",
      "FOLDER/pings/SITE2-LF1-172.16.1.1.txt: it has no reply",
    ],
    ["no console", removed("consoles/DC1-SP2.txt"), "run-broken", "FOLDER/consoles/DC1-SP2.txt: it is missing"],
    [
      "no site",
      edited("laboratory.json", (text) =>
        JSON.stringify({ plan: { ...JSON.parse(text).plan, sites: [] }, instances: {} }),
      ),
      "run-broken",
      "FOLDER/laboratory.json: plan.sites: Too small: expected array to have >=1 items",
    ],
  ])("says which file is wrong and why: %s", async (_, spoil, code, message) => {
    const folder = copiedRun();
    spoil(folder);
    const error = await readRun(folder).then(
      () => undefined,
      (error) => ({ code: error.code, exitCode: error.exitCode, message: error.message.replaceAll(folder, "FOLDER") }),
    );
    expect(error).toEqual({ code, exitCode: 2, message });
  });
});

describe("finding runs", () => {
  it("takes a run for itself, and a folder for the runs in it, in the order of their names", async () => {
    const folder = copiedRun();
    expect(await findRuns(folder)).toEqual([folder]);
    for (const name of ["b", "a", "empty"]) mkdirSync(join(folder, name));
    for (const name of ["b", "a"]) writeFileSync(join(folder, name, "drill.json"), "{}");
    renameSync(join(folder, "drill.json"), join(folder, "other.json"));
    expect(await findRuns(folder)).toEqual([join(folder, "a"), join(folder, "b")]);
    expect(await findRuns(join(RUN_FOLDER, "pings"))).toEqual([]);
    await expect(findRuns(join(folder, "nowhere"))).rejects.toMatchObject({ code: "folder-not-found" });
  });
});
