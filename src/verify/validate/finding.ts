import type { Seen } from "../types.ts";
import type { Finding, ValidationSection } from "./types.ts";

/** How what was seen compares with what is expected. */
export interface Judgement {
  good: boolean;
  seen: string;
}

/** A promise of the plan, and how it is judged. */
export interface Promised<T> {
  id: Finding["id"];
  subject: string;
  expected: string;
  facts: Seen<T>;
  judge(facts: T): Judgement;
  /** What to do when it is not kept, in words. */
  mend: string;
}

/** What could not be seen is unknown, which is no pass. */
export function examine<T>({ id, subject, expected, facts, judge, mend }: Promised<T>): Finding {
  const section = id.slice(0, id.indexOf(".")) as ValidationSection;
  const about = { id, section, subject, expected };
  if ("unseen" in facts) {
    const how = `look why ${subject} could not be seen: ${facts.unseen}`;
    return { ...about, seen: facts.unseen, verdict: "unknown", advice: { do: "mend", how } };
  }
  const { good, seen } = judge(facts.seen);
  return good
    ? { ...about, seen, verdict: "pass" }
    : { ...about, seen, verdict: "fail", advice: { do: "mend", how: mend } };
}

/** Two sets of words; the judgement names what is missing and what is too much. None at all on either side is nothing to judge. */
export function sameSet(expected: readonly string[], found: readonly string[]): Judgement {
  const missing = expected.filter((one) => !found.includes(one));
  const extra = found.filter((one) => !expected.includes(one));
  const parts = [
    ...(missing.length > 0 ? [`missing ${missing.join(", ")}`] : []),
    ...(extra.length > 0 ? [`not planned ${extra.join(", ")}`] : []),
  ];
  return parts.length > 0
    ? { good: false, seen: parts.join("; ") }
    : { good: expected.length > 0, seen: found.length > 0 ? found.join(", ") : "nothing" };
}

/** A part of what was seen, or why there is none. */
export function within<T, U>(facts: Seen<T>, part: (seen: T) => U | undefined, absent: string): Seen<U> {
  if ("unseen" in facts) return facts;
  const found = part(facts.seen);
  return found === undefined ? { unseen: absent } : { seen: found };
}
