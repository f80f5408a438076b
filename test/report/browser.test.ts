import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { renderReport } from "../../src/report/index.ts";
import { withPage } from "../../src/system/index.ts";
import { fixtureRun } from "./fixture.ts";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const run = await fixtureRun();
let file = "";

beforeAll(() => {
  file = join(mkdtempSync(join(tmpdir(), "hubshift-report-")), "report.html");
  writeFileSync(file, renderReport([run]));
});

afterAll(() => rmSync(join(file, ".."), { recursive: true, force: true }));

interface AxeOutcome {
  violations: { id: string; impact: string; nodes: { html: string }[] }[];
  passes: unknown[];
}

// A browser starts slowly beside the other tests.
describe("a report in a browser", { timeout: 60_000 }, () => {
  it("opens from disk without a network, and shows the outages of the JSON", async () => {
    const seen = await withPage(async (page) => {
      const complaints: string[] = [];
      const asked: string[] = [];
      page.on("console", (message) => complaints.push(message.text()));
      page.on("pageerror", (error) => complaints.push(error.message));
      page.on("request", (request) => asked.push(request.url()));
      await page.goto(`file://${file}`);
      const outages = await page.locator("[data-outage-ms]").evaluateAll((elements) =>
        elements.map((element) => ({
          phase: element.getAttribute("data-phase"),
          ms: Number(element.getAttribute("data-outage-ms")),
          text: element.textContent,
        })),
      );
      const visible = await page.locator("[data-outage-ms]").first().isVisible();
      return { complaints, asked, outages, visible };
    });
    expect(seen.complaints).toEqual([]);
    expect(seen.asked).toEqual([`file://${file}`]);
    expect(seen.visible).toBe(true);
    expect(seen.outages.map(({ phase }) => phase)).toEqual(["failover", "failback"]);
    for (const { phase, ms, text } of seen.outages) {
      const measured = run.result[phase as "failover" | "failback"].gapMs.max;
      const [figure = "", unit] = (text ?? "").split(" ");
      expect(Math.abs(ms - measured)).toBeLessThanOrEqual(50);
      expect(Math.abs(Number(figure) * (unit === "s" ? 1000 : 1) - measured)).toBeLessThanOrEqual(50);
    }
  });

  it("unfolds the answer that a check was made from on the way to it", async () => {
    const id = "run1/validation/5-after-failback/SITE3-LF1/addresses.txt";
    const seen = await withPage(async (page) => {
      await page.goto(`file://${file}`);
      const before = await page.locator(`[id="${id}"]`).isVisible();
      await page.locator(`a[href="#${id}"]`).click();
      return [before, await page.locator(`[id="${id}"]`).isVisible()];
    });
    expect(seen).toEqual([false, true]);
  });

  it.each(["light", "dark"] as const)("axe finds nothing serious, %s, everything unfolded", async (colorScheme) => {
    const outcome = await withPage(async (page) => {
      await page.emulateMedia({ colorScheme });
      await page.goto(`file://${file}`);
      await page.locator("details").evaluateAll((all) => {
        for (const details of all) details.setAttribute("open", "");
      });
      // The page's own policy allows no script but what the test puts in from outside.
      await page.evaluate(axe);
      return page.evaluate("axe.run()") as Promise<AxeOutcome>;
    });
    const serious = outcome.violations.filter(({ impact }) => ["serious", "critical"].includes(impact));
    expect(serious.map(({ id, nodes }) => [id, nodes[0]?.html])).toEqual([]);
    expect(outcome.passes.length).toBeGreaterThan(15);
  });
});
