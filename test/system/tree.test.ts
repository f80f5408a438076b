import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, utimesSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { writeTree } from "../../src/system/index.ts";

let root = "";
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "hubshift-tree-"));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const tree = new Map([
  ["etc/wireguard/wg0.conf", "secret\n"],
  ["etc/frr/frr.conf", "router bgp 1\n"],
  ["etc/nftables.conf", "table\n"],
]);
const modeOf = (path: string) => (statSync(join(root, path)).mode & 0o777).toString(8);

describe("writeTree", () => {
  it("closes secrets and their folder, and nothing else: etc is copied onto hosts", async () => {
    expect(await writeTree(root, tree)).toEqual({ written: [...tree.keys()], unchanged: [] });
    for (const [path, text] of tree) expect(readFileSync(join(root, path), "utf8")).toBe(text);
    const modes = ["etc", "etc/wireguard", "etc/frr", ...tree.keys()].map((path) => [path, modeOf(path)]);
    expect(Object.fromEntries(modes)).toEqual({
      etc: "755",
      "etc/wireguard": "700",
      "etc/frr": "755",
      "etc/wireguard/wg0.conf": "600",
      "etc/frr/frr.conf": "640",
      "etc/nftables.conf": "644",
    });
  });

  it("leaves alone what is there already, but for a mode that is too open", async () => {
    await writeTree(root, tree);
    const file = join(root, "etc/wireguard/wg0.conf");
    utimesSync(file, 1, 1);
    chmodSync(file, 0o644);
    const changed = new Map([...tree, ["etc/nftables.conf", "another table\n"]]);
    expect(await writeTree(root, changed)).toEqual({
      written: ["etc/nftables.conf"],
      unchanged: ["etc/wireguard/wg0.conf", "etc/frr/frr.conf"],
    });
    expect({ mode: modeOf("etc/wireguard/wg0.conf"), mtime: statSync(file).mtimeMs }).toEqual({
      mode: "600",
      mtime: 1000,
    });
    expect(readdirSync(join(root, "etc")).sort()).toEqual(["frr", "nftables.conf", "wireguard"]);
  });

  it("writes nothing outside its folder", async () => {
    await expect(writeTree(root, new Map([["../escape", ""]]))).rejects.toThrow(RangeError);
  });
});
