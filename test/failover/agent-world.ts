import { expect } from "vitest";
import {
  type AgentAction,
  type AgentInput,
  type AgentState,
  decide,
  heartbeatOf,
  type LinkPath,
  type LiveState,
  startAgent,
  stepAgent,
} from "../../src/failover/index.ts";

export const STEP_MS = 25;
const POLICY = { failback: "when-ready", maxMoves: 6, windowMs: 3_600_000 } as const;
const ENDPOINTS: Record<string, string> = { SITE1: "198.51.100.1:42294", SITE2: "198.51.100.2:42295" };

export type HubName = "A" | "B";
export const peerOf = (hub: HubName): HubName => (hub === "A" ? "B" : "A");

interface Machine {
  powered: boolean;
  agent: AgentState | undefined;
  /** Sites and the cloud's API are reached through it. */
  wan: boolean;
  forwarding: boolean;
  /** The way that the hub link's packets go, once it is set. */
  path: LinkPath;
  dials: { at: number; site: string }[];
  promotions: number;
  sent: number;
}

/** Two hubs, their agents, the address between them: a model in which time is a number, for properties over many histories. */
export class World {
  now = 1_000_000;
  holder: HubName = "A";
  linkUp = true;
  /** How long the cloud takes to answer. */
  cloudMs = 50;
  /** How long a hub takes to send its link another way. */
  pathMs = STEP_MS;
  /** From a dial to its handshake. */
  roundTripMs = 0;
  claims: { at: number; by: HubName }[] = [];
  moves: { at: number; to: HubName }[] = [];
  alerts: string[] = [];
  /** Each word about a hub's readiness that went to the cloud, with the role that the hub believed to have. */
  published: string[] = [];
  exits: HubName[] = [];
  /** Times at which both hubs were active although they could hear each other. */
  clashes: number[] = [];
  readonly machines: Record<HubName, Machine> = { A: this.#machine(), B: this.#machine() };
  #later: { at: number; hub: HubName; input: () => AgentInput | undefined }[] = [];

  constructor() {
    for (const hub of ["A", "B"] as const) this.startAgent(hub);
  }

  #machine(): Machine {
    return {
      powered: true,
      agent: undefined,
      wan: true,
      forwarding: true,
      path: "private",
      dials: [],
      promotions: 0,
      sent: 0,
    };
  }

  startAgent(hub: HubName): void {
    const machine = this.machines[hub];
    const live = this.holder === hub && this.now > 1_000_000;
    const samples = Object.entries(ENDPOINTS).map(([site, endpoint]) => ({
      site,
      endpoint: live ? endpoint : undefined,
      handshakeAt: live ? this.now : 0,
    }));
    const hubRole = hub === "A" ? "primary" : "standby";
    const identity = { hub, hubRole, peerName: peerOf(hub), network: "n", sites: Object.keys(ENDPOINTS) } as const;
    const { state, actions } = startAgent(identity, samples, this.now);
    machine.agent = state;
    this.#act(hub, actions);
  }

  powerOff(hub: HubName): void {
    this.machines[hub].powered = false;
    this.machines[hub].agent = undefined;
  }

  powerOn(hub: HubName): void {
    this.machines[hub].powered = true;
    this.startAgent(hub);
  }

  give(hub: HubName, input: AgentInput): void {
    const machine = this.machines[hub];
    if (!machine.agent) return;
    const { state, actions } = stepAgent(machine.agent, input, this.now);
    if (state.role === "active" && machine.agent.role === "standby") machine.promotions += 1;
    machine.agent = state;
    this.#act(hub, actions);
  }

  run(ms: number): void {
    for (const until = this.now + ms; this.now < until; ) this.#step();
  }

  active(): HubName[] {
    return (["A", "B"] as const).filter((hub) => this.machines[hub].agent?.role === "active");
  }

  #step(): void {
    this.now += STEP_MS;
    const due = this.#later.filter((item) => item.at <= this.now);
    this.#later = this.#later.filter((item) => item.at > this.now);
    for (const { hub, input } of due) {
      const value = input();
      if (value) this.give(hub, value);
    }
    for (const hub of ["A", "B"] as const) this.#sense(hub);
    if (this.active().length === 2 && this.#linked()) this.clashes.push(this.now);
  }

  #sense(hub: HubName): void {
    const machine = this.machines[hub];
    const every = (ms: number) => this.now % ms === 0;
    const serving = this.holder === hub && machine.wan;
    this.give(hub, { kind: "tick" });
    if (every(100) && this.#linked()) this.give(hub, { kind: "answer" });
    if (every(200)) {
      const { forwarding } = machine;
      const vitals = { missing: [], daemons: [], forwarding, ibgp: this.#linked(), routes: "r", keys: "k" };
      this.give(hub, { kind: "vitals", vitals });
    }
    if (!serving || !every(100)) return;
    for (const [site, source] of Object.entries(ENDPOINTS)) {
      if (machine.agent?.role === "standby") this.give(hub, { kind: "packet", site, source });
      else this.give(hub, { kind: "site-answer", site });
    }
    const samples = Object.entries(ENDPOINTS).map(([site, endpoint]) => {
      return { site, endpoint, handshakeAt: this.#reached(hub, site) ? this.now : 0 };
    });
    if (machine.agent?.role === "active") this.give(hub, { kind: "sites", samples });
  }

  #reached(hub: HubName, site: string): boolean {
    const last = this.machines[hub].dials.findLast((dial) => dial.site === site);
    return last === undefined || this.now - last.at >= this.roundTripMs;
  }

  /** The hub link works: over its private way, or from the hub that took the other one to the holder of the address. */
  #linked(): boolean {
    const { A, B } = this.machines;
    if (!A.powered || !B.powered) return false;
    const other = peerOf(this.holder);
    const outside = this.machines[other].path === "outside" && A.wan && B.wan;
    return this.linkUp || outside;
  }

  #act(hub: HubName, actions: readonly AgentAction[]): void {
    for (const action of actions) this.#do(hub, action);
  }

  #after(ms: number, hub: HubName, input: () => AgentInput | undefined): void {
    this.#later.push({ at: this.now + ms, hub, input });
  }

  #do(hub: HubName, action: AgentAction): void {
    const machine = this.machines[hub];
    if (action.do === "publish-readiness") {
      if (machine.wan) this.published.push(`${hub} ${machine.agent?.role} ${action.ready}`);
      else this.#after(this.cloudMs, hub, () => ({ kind: "unpublished" }));
    }
    if (action.do === "path")
      this.#after(this.pathMs, hub, () => {
        machine.path = action.to;
        return { kind: "path", to: action.to };
      });
    if (action.do === "alert") this.alerts.push(`${hub} ${action.code}`);
    if (action.do === "exit") this.exits.push(hub);
    if (action.do === "dial")
      for (const { site, unlessSince } of action.sites)
        if (unlessSince === undefined || !this.#reached(hub, site)) machine.dials.push({ at: this.now, site });
    if (action.do === "beat" && machine.agent && this.#linked()) {
      const beat = heartbeatOf(machine.agent, machine.sent++, this.now);
      this.#after(STEP_MS, peerOf(hub), () => ({ kind: "heartbeat", beat }));
    }
    if (action.do === "prove") {
      const sentAt = this.now;
      const holds = this.holder === hub && machine.wan;
      this.#after(STEP_MS, hub, () => (holds ? { kind: "proof", sentAt } : undefined));
    }
    if (action.do === "ask-holder" && machine.wan)
      this.#after(this.cloudMs, hub, () => ({ kind: "holder", hub: this.holder }));
    if (action.do === "claim") {
      this.claims.push({ at: this.now, by: hub });
      const input = () => ({ kind: "claimed", for: action.for, outcome: this.#claim(hub, action) }) as const;
      this.#after(this.cloudMs, hub, input);
    }
  }

  #claim(hub: HubName, { for: to, broken }: Extract<AgentAction, { do: "claim" }>): "moved" | "refused" | "failed" {
    if (!this.machines[hub].wan) return "failed";
    if (this.holder === to) return "moved";
    const decision = decide("failover", this.#live(broken), POLICY, this.now);
    if (decision.action !== "move" || decision.toName !== to) return "refused";
    this.move(to as HubName);
    return "moved";
  }

  move(to: HubName): void {
    this.holder = to;
    this.moves.push({ at: this.now, to });
  }

  #live(broken: string): LiveState {
    const hub = (name: HubName, role: "primary" | "standby") =>
      ({
        name,
        role,
        instanceId: name,
        state: "running",
        healthy: name !== broken,
        ready: true,
        maintenance: false,
      }) as const;
    return {
      address: { allocationId: "eipalloc-1", associationId: undefined, holder: this.holder },
      hubs: [hub("A", "primary"), hub("B", "standby")],
      moves: this.moves.map(({ at }) => at),
    };
  }
}

/** A WAN that has served for a while: A active, B ready. */
export function settled(): World {
  const world = new World();
  world.run(3_000);
  expect(world.active()).toEqual(["A"]);
  expect(world.machines.B.agent?.ready.published).toBe(true);
  expect(world.moves).toEqual([]);
  return world;
}
