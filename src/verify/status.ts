import { checkAddress } from "./address.ts";
import { checkAutomation } from "./automation.ts";
import { checkDrift } from "./drift.ts";
import { checkHub } from "./hub.ts";
import { checkNetwork } from "./network.ts";
import type { Check, Section, WanFacts } from "./types.ts";

export interface Status {
  /** Nothing needs a person, and what a WAN cannot do without was seen to be well. */
  well: boolean;
  checks: readonly Check[];
}

/** What AWS itself can always show: a WAN of which one of these was not seen well is not well. */
const NEEDED: readonly Section[] = ["address", "hub", "alarm", "rule", "function"];

/** Judges what is known of a WAN. What could not be seen is `unknown`, and never makes anything well. */
export function judgeStatus(facts: WanFacts): Status {
  const checks = [
    checkAddress(facts),
    ...facts.state.hubs.map((hub) => checkHub(hub, facts)),
    ...checkAutomation(facts),
    ...checkNetwork(facts),
    ...checkDrift(facts.plans),
  ];
  return { well: isWell(checks), checks };
}

function isWell(checks: readonly Check[]): boolean {
  const needed = NEEDED.map((section) => checks.filter((one) => one.section === section));
  return (
    checks.every(({ verdict }) => verdict !== "attention") &&
    needed.every((of) => of.length > 0 && of.every(({ verdict }) => verdict === "ok"))
  );
}
