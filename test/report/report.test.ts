import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { Run } from "../../src/drill/index.ts";
import { renderReport } from "../../src/report/index.ts";
import { packageRoot } from "../../src/system/index.ts";
import { fixtureRun } from "./fixture.ts";

const run = await fixtureRun();

describe("a report", () => {
  it("is the golden one, raw captures left out (`npx vitest run test/report/report.test.ts -u` writes it anew)", async () => {
    const page = renderReport([{ ...run, captures: [] }]);
    await expect(page).toMatchFileSnapshot(join(packageRoot(), "test/golden/report/expected.html"));
  });

  it("is the same text every time, whatever order the runs are given in", () => {
    const later: Run = { ...run, result: { ...run.result, mode: "reference", startedAt: "2027-01-01T00:00:00.000Z" } };
    expect(renderReport([later, run])).toBe(renderReport([run, later]));
    expect(renderReport([run])).toBe(renderReport([structuredClone(run)]));
  });

  it("shows each outage in words and in a machine's form, as the drill measured it", () => {
    const page = renderReport([run]);
    for (const name of ["failover", "failback"] as const) {
      const { max } = run.result[name].gapMs;
      expect(page).toContain(
        `<strong data-outage-ms="${max}" data-phase="${name}" data-mode="hot-standby">${max} ms</strong>`,
      );
    }
  });

  it("needs nothing beside it: no script, no address to load from, each file of the run in it", () => {
    const page = renderReport([run]);
    expect(page).not.toMatch(/<(?:script|link|img|iframe|object|embed)\b|\bsrc=|\bhref="(?!#)|@import|url\(/);
    expect(run.captures.length).toBeGreaterThan(15);
    for (const { path } of run.captures) expect(page).toContain(`<code>${path}</code>`);
  });

  it("escapes whatever a run says", () => {
    const bad = "<script>alert(1)</script>";
    const failover = { ...run.result.failover, alerts: [bad], movedBy: bad };
    const result = { ...run.result, wan: bad, failures: [bad], failover };
    const captures = [{ path: `logs/${bad}`, text: bad }];
    const page = renderReport([{ ...run, result, captures }]);
    expect(page).not.toContain("<script");
    expect(page.match(/&lt;script&gt;alert\(1\)/g)?.length).toBeGreaterThan(5);
  });

  it("says what failed", () => {
    const failures = ["failover: the address moved 3 times, not once"];
    const checks = run.result.checks.map((check, index) => (index === 4 ? { ...check, failures } : check));
    const page = renderReport([{ ...run, result: { ...run.result, pass: false, failures, checks } }]);
    expect(page).toContain('<span class="verdict fail">\u2717 FAIL</span>');
    expect(page).toContain(`<li>${failures[0]}</li>`);
    expect(page).toContain("11 of 12");
  });

  it("folds raw captures by folder, and each file within", () => {
    const captures = ["drill.json", "hosts/1-before/H/wg.txt", "hosts/1-before/I/wg.txt", "pings/a.txt"];
    const page = renderReport([{ ...run, captures: captures.map((path) => ({ path, text: "x" })) }]);
    const [, drawn = ""] = page.split('<div class="captures">');
    const summaries = [...drawn.matchAll(/<summary><code>(.*?)<\/code>/g)].map(([, name]) => name);
    expect(summaries).toEqual(["drill.json", "hosts/1-before/", ...captures.slice(1, 3), "pings/", "pings/a.txt"]);
    expect(drawn.match(/<details class="group"/g)).toHaveLength(2);
  });

  it("says when the longest gap is none of the move's own", () => {
    const said = "finding the fault and moving the address took none of it";
    expect(renderReport([run])).not.toContain(said);
    const { failover } = run.result;
    const moved = run.journal.findLast(
      ({ at, kind }) => kind === "associate-effective" && at >= failover.window.from && at <= failover.window.to,
    );
    const gap = { from: (moved?.at ?? Number.NaN) + 2_540, to: (moved?.at ?? Number.NaN) + 3_000 };
    const pairs = failover.pairs.map((pair, index) => (index === 0 ? { ...pair, gap, gapMs: 460 } : pair));
    const page = renderReport([{ ...run, result: { ...run.result, failover: { ...failover, pairs } } }]);
    expect(page).toContain(`The longest gap at failover began 2.54 s after packets went to the new hub: ${said}.`);
  });

  it("says on the first page what the fault did, where the run tells", () => {
    const failover = { ...run.result.failover, does: "stops the primary hub's instance" };
    const told = renderReport([{ ...run, result: { ...run.result, failover } }]);
    expect(told).toContain("<td>stop-primary: it stops the primary hub&#39;s instance</td>");
    expect(renderReport([run])).toContain("<td>stop-primary</td>");
  });

  it("compares with the reference document only where the same was done", () => {
    const killed = { ...run.result, failover: { ...run.result.failover, fault: "kill-primary" } };
    expect(renderReport([run])).toContain("Reference document");
    expect(renderReport([{ ...run, result: killed }])).not.toContain("Reference document");
  });

  it("draws the pairs that waited longest where there are many, and has all in its table", () => {
    const many = Array.from({ length: 90 }, (_, n) => ({
      from: `S${n}`,
      to: "172.16.0.1",
      gapMs: n,
      lost: 0,
      answering: true,
      gap: { from: run.result.failover.window.from, to: run.result.failover.window.from + n },
    }));
    const failover = { ...run.result.failover, pairs: many };
    const page = renderReport([{ ...run, result: { ...run.result, failover } }]);
    expect(page).toContain("The 40 pairs that waited longest; 50 other pairs waited 50 ms at most.");
    for (const { from } of many) expect(page).toContain(`<th scope="row">${from} to 172.16.0.1</th>`);
  });

  it("is not made of nothing", () => {
    expect(() => renderReport([])).toThrow(RangeError);
  });
});
