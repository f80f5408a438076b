import { invalidPattern } from "./invalid.ts";

/** One step of a wildcard: a literal character, or any run of characters. */
type Step = { literal: string } | { any: true };

/** `*` is any run of characters, also none; `\*` and `\\` are the characters themselves. */
function parse(wildcard: string): Step[] {
  const steps: Step[] = [];
  for (let i = 0; i < wildcard.length; i++) {
    const char = wildcard.charAt(i);
    const next = wildcard.charAt(i + 1);
    // AWS counts positions from the opening quote.
    if (char === "*" && next === "*") throw invalidPattern(`Consecutive wildcard characters at pos ${i + 1}`);
    if (char === "\\" && next !== "*" && next !== "\\")
      throw invalidPattern(`Invalid escape character at pos ${i + 1}`);
    if (char === "*") steps.push({ any: true });
    else if (char === "\\") steps.push({ literal: wildcard.charAt(++i) });
    else steps.push({ literal: char });
  }
  return steps;
}

/** Compiles a wildcard to a test that takes time proportional to text times steps, whatever the wildcard. */
export function compileWildcard(wildcard: string): (text: string) => boolean {
  const steps = parse(wildcard);
  return (text) => {
    let at = 0;
    let step = 0;
    let retry: { step: number; at: number } | undefined;
    while (at < text.length) {
      const current = steps[step];
      if (current && "any" in current) {
        retry = { step: ++step, at };
      } else if (current && current.literal === text.charAt(at)) {
        step++;
        at++;
      } else if (retry) {
        step = retry.step;
        at = ++retry.at;
      } else {
        return false;
      }
    }
    return steps.slice(step).every((rest) => "any" in rest);
  };
}
