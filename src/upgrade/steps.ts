import type { Hubs, Role, Situation, Step } from "./types.ts";

export const otherThan = (role: Role): Role => (role === "primary" ? "standby" : "primary");

/** Has an idle hub made anew. */
function renewal({ hubs }: Situation, hub: Role, other: "deployed" | "wanted"): Step[] {
  if (hubs[hub] === "current") return [];
  const make: Step[] = [
    { kind: "create", hub, other },
    { kind: "await-ready", hub },
  ];
  return hubs[hub] === "absent" ? make : [{ kind: "spare", hub }, { kind: "remove", hub, other }, ...make];
}

/**
 * What is left to do, in order: the idle hub first, then the address goes to it, then the hub that held it. Steps that were done before
 * are not among them. `waits`: the rest needs the primary hub to hold the address, and a person decides when it does.
 */
export function planSteps(situation: Situation): { steps: Step[]; waits: boolean } {
  const { hubs, holder, stale, rest, failback } = situation;
  const idle = otherThan(holder);
  const moves = hubs[holder] !== "current";
  const steps = renewal(situation, idle, moves ? "deployed" : "wanted");
  if (moves) {
    if (hubs[idle] === "current") steps.push({ kind: "await-ready", hub: idle });
    const [spare, ...anew] = renewal(situation, holder, "wanted");
    // Spared before it is left: the automation would give the address back to it.
    if (spare) steps.push(spare, { kind: "move", to: idle }, { kind: "settle", hub: idle }, ...anew);
  }
  const last = moves ? idle : holder;
  const renewsPrimary = hubs.primary !== "current";
  if (!stale && !renewsPrimary)
    return { steps: rest && steps.length === 0 ? [{ kind: "finish" }] : steps, waits: false };
  if (last === "primary") return { steps: [...steps, { kind: "finish" }], waits: false };
  if (failback === "manual") return { steps, waits: true };
  return { steps: [...steps, ...backToPrimary(steps), { kind: "finish" }], waits: false };
}

/** The primary hub was made anew just before, or by an upgrade that was broken off since. */
function backToPrimary(before: readonly Step[]): Step[] {
  const last = before.at(-1);
  const awaited = last?.kind === "await-ready" && last.hub === "primary";
  return [...(awaited ? [] : [{ kind: "await-ready", hub: "primary" } as const]), { kind: "move", to: "primary" }];
}

/** What a step does, for a person. */
export function stepText(step: Step, names: Hubs<string>): string {
  switch (step.kind) {
    case "spare":
      return `${names[step.hub]}: maintenance on`;
    case "move":
      return `move the address to ${names[step.to]}`;
    case "settle":
      return `let the sites turn to ${names[step.hub]}`;
    case "remove":
      return `remove the instance of ${names[step.hub]}`;
    case "create":
      return `make ${names[step.hub]} anew`;
    case "await-ready":
      return `wait until ${names[step.hub]} is ready`;
    case "finish":
      return "bring the rest of the stack up to date";
  }
}
