import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { planOf } from "../lab/lab.support.ts";

/** What `hubshift validate --save` kept of a laboratory of dc1, a hot standby that was well. */
const folder = join(import.meta.dirname, "fixtures/healthy");
export const healthy = new Map(
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => {
      const path = join(entry.parentPath, entry.name);
      return [path.slice(folder.length + 1), readFileSync(path, "utf8")] as const;
    }),
);
export const plan = planOf("dc1", "hot-standby");
