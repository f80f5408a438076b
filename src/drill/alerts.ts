import type { Window } from "./gaps.ts";
import type { AgentEvent, Traces } from "./mover.ts";
import type { Entry } from "./moves.ts";

/** The reason of a decision to change nothing and to call a person, as a function's log line tells it. */
function alertOfFunction({ kind, detail }: Entry): string | undefined {
  if (kind !== "log" || typeof detail.message !== "string" || !detail.message.includes('"alert"')) return undefined;
  try {
    const { decision } = JSON.parse(detail.message);
    return decision?.action === "alert" ? String(decision.reason?.text) : undefined;
  } catch {
    return undefined;
  }
}

function alertOfAgent({ event, hub, fields }: AgentEvent): string | undefined {
  return event === "alert" ? `${hub}: ${fields.text}` : undefined;
}

/** What a person was told within `window`, by functions and by hub agents, each sentence once. */
export function alertsOf({ journal, agents }: Traces, { from, to }: Window): string[] {
  const within = ({ at }: { at: number }) => at >= from && at <= to;
  const texts = [...journal.filter(within).map(alertOfFunction), ...agents.filter(within).map(alertOfAgent)];
  return [...new Set(texts.flatMap((text) => text ?? []))];
}
