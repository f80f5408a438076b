import type { PingFacts, UntimedPingReply } from "../../observe/index.ts";
import type { Judgement } from "./finding.ts";

/** Good when something was sent and all of it came back. */
export function judgePing({ replies, errors, summary }: PingFacts<UntimedPingReply>): Judgement {
  const said = errors.at(-1)?.text;
  if (!summary || summary.sent === 0) return { good: false, seen: said ?? "nothing was sent" };
  const lost = summary.sent - summary.received;
  if (lost > 0) return { good: false, seen: `${lost} of ${summary.sent} lost${said ? ` (${said})` : ""}` };
  const rtt = replies.reduce((sum, { rttMs }) => sum + rttMs, 0) / replies.length;
  return { good: true, seen: `0 of ${summary.sent} lost, ${rtt.toFixed(1)} ms` };
}
