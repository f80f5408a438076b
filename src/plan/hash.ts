import { createHash } from "node:crypto";
import type { WanPlan } from "./types.ts";

/** JSON with every object's keys in order, so that equal values have equal texts. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) => {
    if (typeof part !== "object" || part === null || Array.isArray(part)) return part;
    return Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)));
  });
}

/** SHA-256 (hex) of a plan without the address that is known only after a deployment, and without what no host is told of. */
export function hashOfPlan(plan: Omit<WanPlan, "hash" | "hubAddress" | "alerts">): string {
  const hubs = plan.hubs.map(({ instanceType: _, ...told }) => told);
  return createHash("sha256")
    .update(canonical({ ...plan, hubs }))
    .digest("hex");
}
