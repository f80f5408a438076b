import { type Issue, type ParseOptions, parseWan, sortIssues, type WanSpec } from "../spec/index.ts";
import { checkWan } from "./check/index.ts";
import { type PlanOptions, planWan } from "./plan.ts";
import type { WanPlan } from "./types.ts";

export type ReadWan = { ok: true; spec: WanSpec; plan: WanPlan } | { ok: false; issues: Issue[] };

/**
 * From the text of a `wan.yaml` to the plan, or to everything that is wrong with it, from top to bottom. Values that are wrong by
 * themselves do not keep the others from being compared.
 */
export function readWan(text: string, options: ParseOptions & PlanOptions = {}): ReadWan {
  const parsed = parseWan(text, options);
  if (!parsed.ok) {
    const compared = parsed.draft ? checkWan(parsed.draft, parsed.locate) : [];
    return { ok: false, issues: sortIssues([...parsed.issues, ...compared]) };
  }
  const issues = checkWan(parsed.spec, parsed.locate);
  if (issues.length > 0) return { ok: false, issues: sortIssues(issues) };
  return { ok: true, spec: parsed.spec, plan: planWan(parsed.spec, options) };
}
