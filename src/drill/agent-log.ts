import { readFile } from "node:fs/promises";
import type { Lab } from "../lab/index.ts";
import type { AgentEvent } from "./mover.ts";

/** What the agent of `hub` said on the hub's console: one JSON object a line, among what the services print. */
export function parseAgentLog(hub: string, console: string): AgentEvent[] {
  return console.split("\n").flatMap((line) => {
    const begin = line.indexOf('{"at":');
    const parsed = begin < 0 ? undefined : parseObject(line.slice(begin));
    if (!parsed) return [];
    const { at, event, ...fields } = parsed;
    const time = typeof at === "string" ? Date.parse(at) : Number.NaN;
    return Number.isNaN(time) || typeof event !== "string" ? [] : [{ hub, at: time, event, fields }];
  });
}

/** A hub that loses its power may lose it in the middle of a line. */
function parseObject(text: string): Record<string, unknown> | undefined {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** What the agents of both hubs have said so far, in the order of their times. */
export async function agentEvents(lab: Lab): Promise<AgentEvent[]> {
  const logs = lab.plan.hubs.map(async ({ name }) => parseAgentLog(name, await readFile(lab.console(name), "utf8")));
  return (await Promise.all(logs)).flat().sort((a, b) => a.at - b.at);
}
