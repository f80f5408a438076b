import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

let root: string | undefined;

/** The folder of the hubshift package: where dist/ with the bundled functions lies, whether this runs from source or from the bundle. */
export function packageRoot(): string {
  if (root) return root;
  for (let folder = dirname(fileURLToPath(import.meta.url)); ; folder = dirname(folder)) {
    try {
      if (JSON.parse(readFileSync(join(folder, "package.json"), "utf8")).name === "hubshift") {
        root = folder;
        return folder;
      }
    } catch {
      // No package.json here: look one folder up.
    }
    if (folder === dirname(folder)) throw new Error("hubshift's own package folder was not found");
  }
}
