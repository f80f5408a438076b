import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readZip, writeZip } from "../../../src/cloud/core/zip.ts";

const path = fc.stringMatching(/^[a-z\u00e4]{1,8}(\/[a-z]{1,8}){0,2}$/);
const files = fc.dictionary(path, fc.uint8Array({ maxLength: 2000 })).map(toMap);

function toMap(record: Record<string, Uint8Array>): Map<string, Buffer> {
  return new Map(Object.entries(record).map(([name, content]) => [name, Buffer.from(content)]));
}

const text = (content: string) => new Map([["a.txt", Buffer.from(content)]]);

describe("a zip archive", () => {
  it("has what was put into it, in the same bytes each time", () => {
    fc.assert(
      fc.property(files, (given) => {
        const archive = writeZip(given);
        expect(readZip(archive)).toEqual(given);
        expect(writeZip(given)).toEqual(archive);
      }),
    );
  });

  it("is read from another writer, and by another reader", () => {
    const folder = mkdtempSync(join(tmpdir(), "hubshift-zip-"));
    const script = [
      "import sys, zipfile",
      "with zipfile.ZipFile('theirs.zip', 'w') as z:",
      "    z.writestr('stored.txt', 'stored')",
      "    z.writestr('deep/packed.txt', 'packed' * 99, zipfile.ZIP_DEFLATED)",
      "    z.writestr('empty/', '')",
      "print(zipfile.ZipFile('ours.zip').read('a.txt').decode(), zipfile.ZipFile('ours.zip').testzip())",
    ].join("\n");
    writeFileSync(join(folder, "ours.zip"), writeZip(text("ours")));
    expect(execFileSync("python3", ["-c", script], { cwd: folder, encoding: "utf8" })).toBe("ours None\n");
    const theirs = readZip(readFileSync(join(folder, "theirs.zip")));
    expect([...theirs].map(([name, content]) => [name, content.toString()])).toEqual([
      ["stored.txt", "stored"],
      ["deep/packed.txt", "packed".repeat(99)],
    ]);
    rmSync(folder, { recursive: true });
  });

  it.each([
    ["no archive", Buffer.from("text")],
    ["a path that leaves it", writeZip(new Map([["../a", Buffer.from("x")]]))],
    ["an absolute path", writeZip(new Map([["/etc/a", Buffer.from("x")]]))],
    ["a broken directory", Buffer.from(writeZip(text("x"))).fill(0, 36, 60)],
  ])("is refused as %s", (_, archive) => {
    expect(() => readZip(archive)).toThrow(RangeError);
  });
});
