import type { Seen } from "../types.ts";
import { apart, type ClockFacts } from "./clock.ts";
import { examine } from "./finding.ts";
import type { Scene } from "./scene.ts";
import type { Finding } from "./types.ts";

/**
 * As much as an agent allows before it calls a hub ready: WireGuard refuses a handshake whose timestamp is older than the last one's
 * (whitepaper, section 5.1), so a hub that is behind is not heard after a switch.
 */
const LIMIT_MS = 500;

/** The hubs' clocks agree: for certain, or it is not known. */
export function checkClocks({ plan, host }: Scene): Finding[] {
  const [primary, standby] = plan.hubs;
  const subject = `${primary.name} and ${standby.name}`;
  return [
    examine({
      id: "clocks.hubs",
      subject,
      expected: `at most ${LIMIT_MS} ms apart`,
      facts: difference(host(primary.name).clock, host(standby.name).clock),
      judge: (facts) => ({ good: Math.abs(facts.offsetMs) <= LIMIT_MS, seen: measuredText(facts) }),
      mend: "`chronyc tracking` on both hubs tells which of them is off; chrony must run on both",
    }),
  ];
}

function measuredText({ offsetMs, errorMs }: ClockFacts): string {
  return `${Math.round(Math.abs(offsetMs))} ms apart, give or take ${Math.ceil(errorMs)} ms`;
}

/** Unseen where the clocks may as well be on the other side of the limit. */
function difference(one: Seen<ClockFacts>, other: Seen<ClockFacts>): Seen<ClockFacts> {
  if ("unseen" in one) return one;
  if ("unseen" in other) return other;
  const facts = apart(one.seen, other.seen);
  if (Math.abs(Math.abs(facts.offsetMs) - LIMIT_MS) >= facts.errorMs) return { seen: facts };
  const unseen = `${measuredText(facts)}: the hubs answered too slowly to tell; \`chronyc tracking\` on both does`;
  return { unseen };
}
