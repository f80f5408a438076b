import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, afterEach, describe, expect, it } from "vitest";
import { renderHosts } from "../../src/render/index.ts";
import { compareGolden } from "./golden.ts";
import { planOfFile, redactedKeys } from "./wans.ts";

const golden = resolve(import.meta.dirname, "../golden/render");
const update = process.env.UPDATE_GOLDEN === "1";

describe("golden host files", () => {
  it.each([
    ["dc1", "examples/dc1/wan.yaml", "reference", 5],
    ["own-key", "test/golden/render/own-key/wan.yaml", "reference", 4],
    ["dc1-hot-standby", "examples/dc1/wan.yaml", "hot-standby", 5],
    ["offices", "examples/offices/wan.yaml", "hot-standby", 5],
    ["own-key-hot-standby", "test/golden/render/own-key/wan.yaml", "hot-standby", 4],
  ] as const)("%s renders as it did", (name, wan, profile, hosts) => {
    const plan = planOfFile(wan, { profile, hubAddress: "203.0.113.10" });
    const trees = renderHosts(plan, redactedKeys(plan));
    expect(trees.size).toBe(hosts);
    expect(compareGolden(join(golden, name, "expected"), trees, update)).toEqual([]);
  });
});

describe("compareGolden", () => {
  const folder = mkdtempSync(join(tmpdir(), "hubshift-golden-"));
  const trees = new Map([["HOST", new Map([["etc/a.conf", "new\n"]])]]);
  const file = join(folder, "case/HOST/etc/a.conf");
  afterEach(() => rmSync(join(folder, "case"), { recursive: true, force: true }));
  afterAll(() => rmSync(folder, { recursive: true }));

  it("writes golden files only when it is told to", () => {
    expect(compareGolden(join(folder, "case"), trees, false)).toEqual(["HOST/etc/a.conf"]);
    expect(existsSync(file)).toBe(false);
    expect(compareGolden(join(folder, "case"), trees, true)).toEqual([]);
    writeFileSync(file, "old\n");
    expect(compareGolden(join(folder, "case"), trees, false)).toEqual(["HOST/etc/a.conf"]);
    expect(readFileSync(file, "utf8")).toBe("old\n");
  });

  it("names a golden file that is not rendered any more", () => {
    compareGolden(join(folder, "case"), trees, true);
    writeFileSync(join(folder, "case/HOST/etc/b.conf"), "");
    expect(compareGolden(join(folder, "case"), trees, false)).toEqual(["HOST/etc/b.conf"]);
  });
});
