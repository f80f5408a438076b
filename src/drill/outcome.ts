/** What a phase is expected to end in. The sentence that is printed and the checks are both made from it. */
export interface Outcome {
  /** Hub that holds the address before the phase. */
  from: string;
  /** Hub that holds it afterwards; `from` when nothing is to move. */
  to: string;
  /**
   * What every pair has to go through at worst: no probe lost, a gap of so many ms, a gap of any length after which it answers, or
   * silence to the end of the phase.
   */
  pairs: "lossless" | { withinMs: number } | "recover" | "silent";
  /** Whether somebody has to be told that nothing more can be done. */
  alert: boolean;
}

/** The address is to go from one hub to the other. */
export function moves({ from, to }: Outcome): boolean {
  return from !== to;
}

/** What the pairs have to go through, as a part of a sentence. */
export function pairsSentence({ pairs }: Outcome): string {
  if (pairs === "lossless") return "no probe is lost";
  if (pairs === "recover") return "every pair answers again, however long WireGuard's timers and the boot take";
  if (pairs === "silent") return "no pair answers";
  return `no pair waits longer than ${pairs.withinMs} ms for an answer`;
}

/** The expectation as one sentence. */
export function sentence(outcome: Outcome): string {
  const { from, to, alert } = outcome;
  const address = moves(outcome) ? `the address moves once, from ${from} to ${to}` : `the address stays at ${from}`;
  const parts = [address, pairsSentence(outcome), ...(alert ? ["an alert is raised"] : [])];
  const text = `${parts.slice(0, -1).join(", ")}, and ${parts.at(-1)}.`;
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
}

/** `once`, `2 times` */
export function times(count: number): string {
  return count === 1 ? "once" : `${count} times`;
}
