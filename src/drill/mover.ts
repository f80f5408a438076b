import { type Entry, instanceOf, type Move } from "./moves.ts";

/** One line of a hub agent's log. */
export interface AgentEvent {
  /** Hub that it runs on. */
  hub: string;
  /** Epoch ms. */
  at: number;
  event: string;
  fields: Readonly<Record<string, unknown>>;
}

/** Who moved the address, and when. */
export interface Mover {
  /** A function's name, or `agent on HUB`; undefined when it left no trace. */
  name: string | undefined;
  /** When it had noticed that something was to be done: the function began to run, or the agent began to ask for the address. */
  noticedAt: number | undefined;
  /** When it asked for the address. */
  requestedAt: number | undefined;
}

/** What the mover of an address is found in. */
export interface Traces {
  journal: readonly Entry[];
  agents: readonly AgentEvent[];
}

/** The session's name in the ARN of whoever called: the function's, for a function (IAM, "assumed-role principals"). */
function callerOf(entry: Entry | undefined): string | undefined {
  const { caller } = entry?.detail ?? {};
  return typeof caller === "string" ? caller.split("/").at(-1) : undefined;
}

/**
 * Who led to `move` since `since`: whoever first asked for it by naming its new holder, whose name is `to`. Several events of one fault
 * wake a function several times, and all its runs read the same state, so that the first run is the one that counts. An agent says in
 * its log when it asks; its last word before the request is the one that led to it.
 */
export function moverOf({ journal, agents }: Traces, move: Move, to: string, since: number): Mover {
  const led = journal.filter((entry) => entry.at >= since && entry.at <= move.at);
  const request = led.find((entry) => entry.kind === "associate-requested" && instanceOf(entry) === move.to);
  const limit = request?.at ?? move.at;
  const caller = callerOf(request);
  const run = led.find(({ at, kind, detail }) => kind === "invoke-start" && detail.function === caller && at <= limit);
  if (caller !== undefined && run) return { name: caller, noticedAt: run.at, requestedAt: request?.at };
  const claim = agents.findLast(
    ({ at, event, fields }) => event === "claim" && fields.for === to && at >= since && at <= limit,
  );
  return { name: claim && `agent on ${claim.hub}`, noticedAt: claim?.at, requestedAt: request?.at };
}
