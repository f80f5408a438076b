import { describe, expect, it } from "vitest";
import type { Run } from "../../src/drill/index.ts";
import { renderReport } from "../../src/report/index.ts";
import { fixtureRun } from "./fixture.ts";

const run = await fixtureRun();
const page = renderReport([run]);

describe("the validation in a report", () => {
  it("says how much passes before the fault and after the failback, on the first page too", () => {
    expect(page).toContain("<h4>Before the fault: 19 of 19 pass</h4>");
    expect(page).toContain("<h4>After the failback: 17 of 19 pass</h4>");
    expect(page).toContain("<td>Before the fault: 19 of 19; After the failback: 17 of 19</td>");
  });

  it("shows what does not pass first, unfolded: what was expected, what was seen, what to do", () => {
    const [, after = ""] = page.split("<h4>After the failback");
    const open = [...after.matchAll(/<details class="check" open>.*?<\/details>/gs)].map(([text]) => text);
    expect(open).toHaveLength(2);
    expect(after.indexOf('<details class="check" open>')).toBeLessThan(after.indexOf('<details class="check">'));
    expect(open[0]).toContain("\u2717 FAIL");
    expect(open[0]).toContain("underlay.mtu SITE3-LF1 wg0</span>");
    expect(open[0]).toContain("expected 1420; seen 8921");
    expect(open[0]).toContain("What to do: on SITE3-LF1: MTU = 1420");
    expect(open[1]).toContain("? UNKNOWN");
  });

  it("says of a check that passes what was seen, and prints commands as such", () => {
    const [first] = run.validations;
    const findings = (first?.findings ?? []).filter(({ id }) => id === "underlay.mtu");
    const [one] = findings;
    expect(findings.length).toBeGreaterThan(1);
    expect(page).toContain(`${findings.length} times, such as ${one?.subject}: ${one?.seen}</span>`);
    const todo = "`chronyc tracking` on both hubs tells, `date` too";
    const open = { ...one, id: "clocks.hubs", verdict: "unknown", todo } as (typeof findings)[number];
    const drawn = renderReport([{ ...run, validations: first ? [{ ...first, findings: [open] }] : [] }]);
    expect(drawn).toContain(
      "<p>What to do: <code>chronyc tracking</code> on both hubs tells, <code>date</code> too</p>",
    );
    expect(drawn).not.toContain("CloudWatch looks at an alarm once a minute");
    const alarm = renderReport([
      { ...run, validations: first ? [{ ...first, findings: [{ ...open, id: "availability.alarm" }] }] : [] },
    ]);
    expect(alarm).toContain("CloudWatch looks at an alarm once a minute");
  });

  it("leads from each check to the answers that it was made from", () => {
    const links = [...page.matchAll(/href="#([^"]+)"/g)].map(([, anchor]) => anchor);
    expect(links.length).toBeGreaterThan(30);
    for (const anchor of links) expect(page).toContain(`<pre id="${anchor}"`);
    const findings = run.validations.flatMap((one) => one.findings);
    expect(findings).toHaveLength(38);
    for (const { evidence } of findings) expect(evidence.length).toBeGreaterThan(0);
  });

  it("does not turn the verdict", () => {
    expect(run.validations.map(({ pass }) => pass)).toEqual([true, false]);
    expect(page).toContain('<div class="conclusion"><span class="verdict pass">');
  });

  it("names the flaws that the reference configuration never passes with", () => {
    const reference: Run = { ...run, result: { ...run.result, mode: "reference" } };
    expect(page).not.toContain("never passes");
    expect(renderReport([reference])).toContain(
      "The reference configuration never passes: both hubs have one router ID",
    );
  });

  it("has a name of its own when it was added to the run, and is not missed where none was made", () => {
    const [first] = run.validations;
    const added = renderReport([{ ...run, validations: first ? [{ ...first, name: "6-a-week-later" }] : [] }]);
    expect(added).toContain("<h4>6-a-week-later: 19 of 19 pass</h4>");
    const none = renderReport([{ ...run, validations: [] }]);
    expect(none).toContain("The running WAN was not compared with its plan in this run.");
    expect(none).toContain("<td>not asked</td>");
  });
});
