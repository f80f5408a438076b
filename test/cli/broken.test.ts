import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { run } from "./run.ts";

const golden = join(import.meta.dirname, "../golden/check");
const cases = existsSync(golden) ? readdirSync(golden) : [];

describe("check on broken files", () => {
  it("has files to check", () => {
    expect(cases.length).toBeGreaterThanOrEqual(20);
  });

  it.each(cases)("%s: place, reason and hint; exit 2; no stack trace", async (name) => {
    const { code, stdout, stderr } = await run(["check"], { cwd: join(golden, name) });
    expect([code, stdout]).toEqual([2, ""]);
    const lines = stderr.trimEnd().split("\n");
    const issues = lines.filter((line) => /^wan\.yaml:\d+:\d+: \S/.test(line));
    const hints = lines.filter((line) => /^ {2}hint: \S/.test(line));
    expect(issues.length).toBeGreaterThan(0);
    expect(hints).toHaveLength(issues.length);
    expect(lines.at(-1)).toBe(`error: wan.yaml has ${issues.length} issue${issues.length === 1 ? "" : "s"}`);
    expect(stderr).not.toMatch(/^\s+at /m);
  });
});
