import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { zipOf } from "../../../src/aws/stack/zip.ts";
import { readZip } from "../../../src/cloud/core/zip.ts";

const path = fc.stringMatching(/^[a-zäß]{1,8}(\/[a-z]{1,8}){0,3}\.mjs$/);
const trees = fc
  .dictionary(path, fc.uint8Array({ maxLength: 2_000 }))
  .map((files) => new Map(Object.entries(files).map(([name, bytes]) => [name, Buffer.from(bytes)])));
const hasPython = spawnSync("python3", ["--version"]).status === 0;

describe("a zip archive", () => {
  it("gives its files back, byte by byte", () => {
    fc.assert(
      fc.property(trees, (files) => {
        expect(readZip(zipOf(files))).toEqual(files);
      }),
    );
  });

  it("is the same for the same files", () => {
    fc.assert(
      fc.property(trees, (files) => {
        expect(zipOf(files)).toEqual(zipOf(new Map(files)));
      }),
    );
  });

  it.skipIf(!hasPython)("is sound to another program, and everybody may read its files", () => {
    const folder = mkdtempSync(join(tmpdir(), "hubshift-zip-"));
    try {
      const file = join(folder, "code.zip");
      writeFileSync(
        file,
        zipOf(
          new Map([
            ["index.mjs", Buffer.from("export {};\n")],
            ["lib/ä.mjs", Buffer.alloc(0)],
          ]),
        ),
      );
      const look =
        "import sys, zipfile; z = zipfile.ZipFile(sys.argv[1]); print(z.testzip(), [(i.filename, oct(i.external_attr >> 16)) for i in z.infolist()])";
      expect(execFileSync("python3", ["-X", "utf8", "-c", look, file], { encoding: "utf8" })).toBe(
        "None [('index.mjs', '0o100644'), ('lib/ä.mjs', '0o100644')]\n",
      );
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
