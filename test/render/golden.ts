import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import type { HostTree } from "../../src/render/index.ts";

function readGolden(folder: string): Map<string, string> {
  if (!existsSync(folder)) return new Map();
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).map((name) => join(folder, name));
  return new Map(
    files.filter((file) => statSync(file).isFile()).map((file) => [relative(folder, file), readFileSync(file, "utf8")]),
  );
}

function flatten(trees: ReadonlyMap<string, HostTree>): Map<string, string> {
  return new Map(
    [...trees].flatMap(([host, tree]) => [...tree].map(([path, text]) => [join(host, path), text] as const)),
  );
}

/**
 * Compares hosts' files with the golden ones, which lie in `folder/<host>/<path>`, and names those that differ, are missing or are
 * too many. With `update` it replaces the golden files instead.
 */
export function compareGolden(folder: string, trees: ReadonlyMap<string, HostTree>, update: boolean): string[] {
  const actual = flatten(trees);
  if (update) {
    rmSync(folder, { recursive: true, force: true });
    for (const [path, text] of actual) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
  }
  const expected = readGolden(folder);
  const paths = new Set([...expected.keys(), ...actual.keys()]);
  return [...paths].filter((path) => expected.get(path) !== actual.get(path)).sort();
}
