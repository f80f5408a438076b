import type { Advice, Check, Section, Seen, Verdict } from "./types.ts";

/** One line of a judgement. */
export function check(section: Section, name: string, verdict: Verdict, text: string, advice?: Advice): Check {
  return { section, name, verdict, text, ...(advice && { advice }) };
}

/** Checks on what was seen; one `unknown` that says why on what was not. */
export function onSeen<T>(section: Section, facts: Seen<T>, judge: (seen: T) => readonly Check[]): readonly Check[] {
  return "seen" in facts ? judge(facts.seen) : [check(section, "", "unknown", facts.unseen)];
}

/** As `onSeen`, for things of which there must be some: none at all is nothing that could be well. */
export function onEach<T>(section: Section, facts: Seen<readonly T[]>, judge: (seen: T) => Check): readonly Check[] {
  return onSeen(section, facts, (all) =>
    all.length > 0 ? all.map(judge) : [check(section, "", "attention", "there is none", { do: "deploy" })],
  );
}
