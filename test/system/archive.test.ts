import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { archiveOf, writeSecret } from "../../src/system/index.ts";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "hubshift-archive-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const tree = new Map([
  ["install.sh", "#!/bin/sh\n"],
  ["files/etc/wireguard/wg0.conf", "x".repeat(512)],
  ["files/etc/frr/frr.conf", "router bgp 1\né\n"],
  ["files/etc/empty", ""],
]);

describe("archiveOf", () => {
  it("is what tar lists and unpacks", () => {
    writeFileSync(join(folder, "a.tar.gz"), archiveOf("SITE", tree));
    const listed = execFileSync("tar", ["tvzf", "a.tar.gz"], {
      cwd: folder,
      encoding: "utf8",
      env: { ...process.env, TZ: "UTC" },
    });
    expect(
      listed
        .trim()
        .split("\n")
        .map((line) => line.replace(/\s+/g, " ")),
    ).toEqual([
      "-rw-r--r-- root/root 0 1970-01-01 00:00 SITE/files/etc/empty",
      "-rw-r----- root/root 16 1970-01-01 00:00 SITE/files/etc/frr/frr.conf",
      "-rw------- root/root 512 1970-01-01 00:00 SITE/files/etc/wireguard/wg0.conf",
      "-rw-r--r-- root/root 10 1970-01-01 00:00 SITE/install.sh",
    ]);
    execFileSync("tar", ["xzf", "a.tar.gz"], { cwd: folder });
    for (const [path, text] of tree) expect(readFileSync(join(folder, "SITE", path), "utf8")).toBe(text);
  });

  it("has the same bytes whenever and in whatever order it is made", () => {
    const again = archiveOf("SITE", new Map([...tree].reverse()));
    expect(again.equals(archiveOf("SITE", tree))).toBe(true);
    expect([...again.subarray(0, 10)]).toEqual([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 2, 255]);
    expect(gunzipSync(again).length % 512).toBe(0);
  });

  it("refuses a path that the format has no room for", () => {
    expect(() => archiveOf("SITE", new Map([["a".repeat(100), ""]]))).toThrow(RangeError);
  });
});

describe("writeSecret", () => {
  it("writes a file for its owner alone, and replaces one that was open to all", async () => {
    const file = join(folder, "a");
    writeFileSync(file, "old", { mode: 0o644 });
    await writeSecret(file, Buffer.from("new"));
    expect(readFileSync(file, "utf8")).toBe("new");
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(readdirSync(folder)).toEqual(["a"]);
  });

  it("leaves nothing behind where it cannot", async () => {
    await expect(writeSecret(join(folder, "none/a"), Buffer.from(""))).rejects.toThrow("ENOENT");
    expect(readdirSync(folder)).toEqual([]);
  });
});
