import type { Policy, PolicyRequest, Verdict } from "./types.ts";

/**
 * What the policies together say: a denial outweighs every permission, and what nothing allows is denied.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
 */
export function evaluate(policies: Iterable<Policy>, request: PolicyRequest): Verdict {
  let verdict: Verdict = "implicit-deny";
  for (const { statements } of policies) {
    for (const { effect, applies } of statements) {
      if ((verdict === "allowed" && effect === "Allow") || !applies(request)) continue;
      if (effect === "Deny") return "explicit-deny";
      verdict = "allowed";
    }
  }
  return verdict;
}
