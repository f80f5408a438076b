/**
 * A script from its parts, each after an empty line. It stops at the first error and at the first variable that nobody set, and what it
 * makes is root's alone until it says otherwise.
 */
export function renderScript(shell: "sh" | "bash", summary: string, parts: readonly string[]): string {
  const strict = shell === "bash" ? "set -euo pipefail" : "set -eu";
  return [`#!/bin/${shell}`, `# ${summary}`, strict, "umask 077", ...parts.flatMap((part) => ["", part]), ""].join(
    "\n",
  );
}
