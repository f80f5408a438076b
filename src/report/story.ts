import type { AgentEvent, Entry, Laboratory, Run, Window } from "../drill/index.ts";

/** What happened, by who or what it happened to. */
export const LANES = {
  instance: "Instances",
  event: "Events, alarms",
  function: "Functions",
  agent: "Hub agents",
  address: "Elastic IP",
  handshake: "Handshakes",
  bgp: "BGP sessions",
} as const;

export type Lane = keyof typeof LANES;

/** One thing that happened. Times are epoch ms. */
export interface Step {
  lane: Lane;
  at: number;
  /** Its end, where it took a time or is known no closer. */
  until?: number | undefined;
  text: string;
}

/** More sites than this are told together. */
const SITES_ONE_BY_ONE = 8;

const SECOND = 1000;

function word(value: unknown): string {
  return typeof value === "string" || typeof value === "number" ? String(value) : "?";
}

/** Instance ID to the name of the hub that it is, or was until it was replaced. */
function namesOf({ journal, laboratory: { instances } }: Pick<Run, "journal" | "laboratory">): Map<string, string> {
  const names = new Map(Object.entries(instances).map(([name, id]) => [id, name]));
  for (const { kind, detail } of journal) {
    const { instanceId, name } = detail;
    if (kind !== "instance-state" || typeof instanceId !== "string" || typeof name !== "string") continue;
    if (!names.has(instanceId)) names.set(instanceId, `${name}'s former instance ${instanceId}`);
  }
  return names;
}

/** What kind of event it was, and the state that it told. */
function eventText(event: Entry | undefined): string {
  const detail = event?.detail.detail as { state?: unknown; ready?: unknown } | undefined;
  const state = detail?.state;
  const told = typeof state === "object" && state !== null ? (state as { value?: unknown }).value : state;
  return `${word(event?.detail["detail-type"])}${typeof told === "string" ? ` (${told})` : ""}`;
}

function runOf(journal: readonly Entry[], { at, detail }: Entry): Step {
  const end = journal.find((entry) => entry.kind === "invoke-end" && entry.detail.requestId === detail.requestId);
  const outcome = end ? `, ${word(end.detail.outcome)}` : ", still running";
  return {
    lane: "function",
    at,
    until: end?.at,
    text: `${word(detail.function)} runs (${word(detail.start)} start${outcome})`,
  };
}

function cloudSteps(run: Run): Step[] {
  const { journal } = run;
  const names = namesOf(run);
  const name = (entry: Entry) => names.get(word(entry.detail.instanceId)) ?? word(entry.detail.instanceId);
  return journal.flatMap((entry): Step[] => {
    const { at, kind, detail } = entry;
    switch (kind) {
      case "instance-state":
        return [{ lane: "instance", at, text: `${name(entry)} is ${word(detail.state)}` }];
      case "rule-matched": {
        const event = journal.find((other) => other.kind === "event" && other.detail.id === detail.eventId);
        return [{ lane: "event", at, text: `${eventText(event)} matches rule ${word(detail.rule)}` }];
      }
      case "alarm-state":
        return [{ lane: "event", at, text: `alarm ${word(detail.alarm)}: ${word(detail.from)} to ${word(detail.to)}` }];
      case "fault":
        return [{ lane: "event", at, text: `injected fault ${word(detail.kind)}: ${word(detail.phase)}` }];
      case "invoke-start":
        return [runOf(journal, entry)];
      case "associate-requested":
        return [{ lane: "address", at, text: `asked to go to ${name(entry)}` }];
      case "associate-effective":
        return [{ lane: "address", at, text: `packets go to ${name(entry)}` }];
      default:
        return [];
    }
  });
}

function list(value: unknown): string {
  return Array.isArray(value) ? value.map(word).join(", ") : word(value);
}

function agentText({ event, fields }: AgentEvent): string {
  switch (event) {
    case "start":
      return "starts its agent";
    case "role":
      return `becomes ${word(fields.to)}`;
    case "readiness":
      return fields.ready === true ? "is ready" : `is not ready: ${list(fields.why)}`;
    case "claim":
      return `asks for the address for ${word(fields.for)}: ${word(fields.why)}`;
    case "claimed":
      return `asked for the address for ${word(fields.for)}: ${word(fields.outcome)}`;
    case "dial":
      return `starts handshakes with ${list(fields.sites)}`;
    case "alert":
      return `alerts: ${word(fields.text)}`;
    default:
      return event;
  }
}

function agentSteps(agents: readonly AgentEvent[]): Step[] {
  return agents.map((event) => ({ lane: "agent", at: event.at, text: `${event.hub} ${agentText(event)}` }));
}

/** Every initiation with the answer that it got: the next response before the next initiation. */
function handshakesOf({ site, handshakes }: Run["handshakes"][number]): Step[] {
  return handshakes.flatMap(({ at, type, from }, index): Step[] => {
    if (type !== "initiation") return [];
    const next = handshakes[index + 1];
    const until = next?.type === "response" ? next.at : undefined;
    const fate = until === undefined ? "unanswered" : "answered";
    return [{ lane: "handshake", at, until, text: `${site}: initiation from ${from}, ${fate}` }];
  });
}

/** The host at the other end of a hub's session. */
function neighborOf({ hubs }: Laboratory["plan"], host: string, peer: string): string | undefined {
  const hub = hubs.find(({ name }) => name === host);
  if (hub?.link?.peerAddress === peer) return hub.link.peer;
  return hub?.tunnels.find(({ peerAddress }) => peerAddress === peer)?.site;
}

/**
 * Each time that a session of a hub came up. FRR computes the second from how long ago it was, so that two answers about one session
 * can differ by one: they are one step that covers both.
 */
function sessionSteps({ sessions, laboratory }: Run): Step[] {
  const steps: Step[] = [];
  const seen = sessions.flatMap(({ host, peer, establishedAt }) => {
    const neighbor = neighborOf(laboratory.plan, host, peer);
    return neighbor === undefined || establishedAt === undefined ? [] : [{ host, neighbor, at: establishedAt }];
  });
  for (const { host, neighbor, at } of seen.sort((a, b) => a.at - b.at)) {
    const text = `session of ${[host, neighbor].sort().join(" and ")} is up (FRR tells the second)`;
    const last = steps.findLast((step) => step.text === text);
    if (last && at - last.at <= SECOND) last.until = at + SECOND;
    else steps.push({ lane: "bgp", at, until: at + SECOND, text });
  }
  return steps;
}

/** Steps of one lane and one kind as one step, where they are too many to be told. */
function together(steps: readonly Step[], most: number, text: (count: number) => string): readonly Step[] {
  const [first] = steps;
  if (!first || steps.length <= most) return steps;
  const until = Math.max(...steps.map((step) => step.until ?? step.at));
  return [{ ...first, at: Math.min(...steps.map(({ at }) => at)), until, text: text(steps.length) }];
}

/** What happened within `window`, in the order of time. */
export function storyOf(run: Run, { from, to }: Window): Step[] {
  const within = (step: Step) => step.at <= to && (step.until ?? step.at) >= from;
  const most = SITES_ONE_BY_ONE * 3;
  const handshakes = run.handshakes.flatMap(handshakesOf).filter(within);
  const steps = [
    ...cloudSteps(run).filter(within),
    ...agentSteps(run.agents).filter(within),
    ...together(handshakes, most, (n) => `${n} initiations at ${run.handshakes.length} sites`),
    ...together(sessionSteps(run).filter(within), most, (n) => `${n} sessions Established`),
  ];
  return steps.sort((a, b) => a.at - b.at || (a.text < b.text ? -1 : 1));
}

/** Who held the address, and from when to when; `window` bounds the first and the last. */
export function holdersOf(run: Run, window: Window, before: string): (Window & { name: string })[] {
  const { journal } = run;
  const names = namesOf(run);
  const holders = [{ name: before, from: window.from, to: window.to }];
  for (const { at, kind, detail } of journal) {
    if (kind !== "associate-effective" || at <= window.from || at > window.to) continue;
    const name = names.get(word(detail.instanceId)) ?? word(detail.instanceId);
    const last = holders.at(-1);
    if (!last || last.name === name) continue;
    last.to = at;
    holders.push({ name, from: at, to: window.to });
  }
  return holders;
}
