import type { Seen } from "../types.ts";
import { examine } from "./finding.ts";
import type { ClockFacts } from "./host.ts";
import type { Scene } from "./scene.ts";
import type { Finding } from "./types.ts";

/**
 * As much as an agent allows before it calls a hub ready: WireGuard refuses a handshake whose timestamp is older than the last one's
 * (whitepaper, section 5.1), so a hub that is behind is not heard after a switch.
 */
const LIMIT_MS = 500;

/** The hubs' clocks agree. */
export function checkClocks({ plan, host }: Scene): Finding[] {
  const [primary, standby] = plan.hubs;
  const subject = `${primary.name} and ${standby.name}`;
  return [
    examine({
      id: "clocks.hubs",
      subject,
      expected: `at most ${LIMIT_MS} ms apart`,
      facts: difference(host(primary.name).clock, host(standby.name).clock),
      judge: ({ offsetMs, errorMs }) => ({
        good: Math.abs(offsetMs) <= LIMIT_MS + errorMs,
        seen: `${Math.round(Math.abs(offsetMs))} ms apart, give or take ${Math.ceil(errorMs)} ms`,
      }),
      mend: "`chronyc tracking` on both hubs tells which of them is off; chrony must run on both",
    }),
  ];
}

/** A measurement that is no better than the limit tells nothing. */
function difference(one: Seen<ClockFacts>, other: Seen<ClockFacts>): Seen<ClockFacts> {
  if ("unseen" in one) return one;
  if ("unseen" in other) return other;
  const errorMs = one.seen.errorMs + other.seen.errorMs;
  if (errorMs > LIMIT_MS)
    return { unseen: `the hubs answered too slowly to compare their clocks (give or take ${Math.ceil(errorMs)} ms)` };
  return { seen: { offsetMs: one.seen.offsetMs - other.seen.offsetMs, errorMs } };
}
