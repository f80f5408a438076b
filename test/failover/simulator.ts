import { type Decision, decide, type Intent, type LiveState, type Policy } from "../../src/failover/index.ts";
import { hub, live, NOW, PRIMARY } from "./states.ts";

export type Step =
  | { do: "stop" | "power-down" | "start" | "boot"; hub: "primary" | "standby" }
  | { do: "impair" | "heal"; hub: "primary" | "standby" }
  /** One waiting event reaches its function, which reads the state as it was `stale` changes ago. */
  | { do: "deliver"; pick: number; keep: boolean; stale: number }
  | { do: "lose"; pick: number }
  | { do: "pass"; seconds: number };

export interface Moved {
  decision: Extract<Decision, { action: "move" }>;
  read: LiveState;
  at: number;
}

/** Two hubs, an address and EventBridge's three rules: whatever may happen to hubs and to events between them and the functions. */
export class Simulator {
  readonly moved: Moved[] = [];
  private now = NOW;
  private current: LiveState = live(PRIMARY);
  private readonly past: LiveState[] = [];
  private waiting: Intent[] = [];

  constructor(private readonly policy: Policy) {}

  get state(): LiveState {
    return this.current;
  }

  run(steps: readonly Step[]): void {
    for (const step of steps) this.step(step);
  }

  /** Every event that still waits arrives, and each function reads what is so. */
  settle(): void {
    while (this.waiting.length > 0) this.deliver(0, false, 0);
  }

  private step(step: Step): void {
    this.now += 1_000;
    if (step.do === "pass") this.now += step.seconds * 1_000;
    else if (step.do === "deliver") this.deliver(step.pick, step.keep, step.stale);
    else if (step.do === "lose") this.take(step.pick, false);
    else this.change(step.do, step.hub);
  }

  private change(
    what: "stop" | "power-down" | "start" | "boot" | "impair" | "heal",
    role: "primary" | "standby",
  ): void {
    const now = this.current.hubs[role === "primary" ? 0 : 1];
    const next = {
      stop: now.state === "running" ? ({ state: "stopping", healthy: undefined } as const) : undefined,
      "power-down": now.state === "stopping" ? ({ state: "stopped" } as const) : undefined,
      start: now.state === "stopped" ? ({ state: "pending" } as const) : undefined,
      boot: now.state === "pending" ? ({ state: "running", healthy: undefined } as const) : undefined,
      impair: now.state === "running" ? ({ healthy: false } as const) : undefined,
      heal: now.state === "running" ? ({ healthy: true } as const) : undefined,
    }[what];
    if (!next) return;
    const changed = hub(role, { ...now, ...next });
    const [primary, standby] = this.current.hubs;
    this.become({ hubs: role === "primary" ? [changed, standby] : [primary, changed] });
    if (role !== "primary") return;
    if (what === "stop" || what === "power-down" || what === "impair") this.waiting.push("failover");
    if (what === "boot") this.waiting.push("failback");
  }

  private deliver(pick: number, keep: boolean, stale: number): void {
    const intent = this.take(pick, keep);
    if (!intent) return;
    const read = this.past[this.past.length - stale] ?? this.current;
    const decision = decide(intent, read, this.policy, this.now);
    if (decision.action !== "move") return;
    this.moved.push({ decision, read, at: this.now });
    this.become({
      address: { ...this.current.address, holder: decision.to },
      moves: [...this.current.moves, this.now],
    });
  }

  private take(pick: number, keep: boolean): Intent | undefined {
    const index = pick % Math.max(this.waiting.length, 1);
    const intent = this.waiting[index];
    if (!keep) this.waiting.splice(index, 1);
    return intent;
  }

  private become(changes: Partial<LiveState>): void {
    this.past.push(this.current);
    this.current = { ...this.current, ...changes };
  }
}
