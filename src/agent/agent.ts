import { setMaxListeners } from "node:events";
import { type AgentInput, type AgentState, type AgentStep, startAgent, stepAgent } from "../failover/index.ts";
import type { Clock, Runner } from "../system/index.ts";
import { createActor } from "./actions.ts";
import type { CloudPort } from "./cloud.ts";
import type { AgentConfig } from "./config.ts";
import { openProof, openSync } from "./datagrams.ts";
import { frameErrors } from "./host.ts";
import { serve } from "./http.ts";
import { createMetrics, gauges } from "./metrics.ts";
import { pages } from "./pages.ts";
import { type Senses, startSenses } from "./senses.ts";
import { createWireGuard } from "./wireguard.ts";

const TICK_MS = 25;
const METRICS_MS = 60_000;
/** The first ones come early: the alarms of a new WAN ring until they have heard of its hubs. */
const FIRST_METRICS_MS = 5_000;

export interface AgentDeps {
  runner: Runner;
  /** The wall clock: WireGuard's handshakes carry its time, and hubs compare theirs. */
  clock: Clock;
  cloud: CloudPort;
  /** One event of the agent's life, for the journal. */
  log(event: string, fields: Readonly<Record<string, unknown>>): void;
}

export interface RunningAgent {
  state(): AgentState;
  /** The machine stops: hands the address over first. Resolves when that is done or its time is up. */
  handOver(): Promise<void>;
  /** Ends and leaves everything as it is. */
  close(): void;
}

/** Starts the agent of one hub. What the hub does for the sites goes on when the agent ends, however it ends. */
export async function runAgent(config: AgentConfig, deps: AgentDeps): Promise<RunningAgent> {
  const { clock, log } = deps;
  const ending = new AbortController();
  const { signal } = ending;
  // A dozen senses wait for it.
  setMaxListeners(50, signal);
  let exited = (): void => undefined;
  const exit = new Promise<void>((resolve) => {
    exited = resolve;
  });
  const wireguard = createWireGuard(deps.runner, config, (text) => log("wireguard-failed", { text }));
  const start = startAgent(identity(config), (await wireguard.read()).samples, clock.now());
  let { state } = start;

  const give = (input: AgentInput): void => {
    if (!signal.aborted) settle(stepAgent(state, input, clock.now()));
  };
  const sync = openSync(config, clock, signal, (beat) => give({ kind: "heartbeat", beat }));
  const proof = openProof(config, clock, signal, (sentAt) => give({ kind: "proof", sentAt }));
  const shared = { ...deps, config, wireguard, state: () => state, give };
  let senses: Senses | undefined;
  const metrics = createMetrics({
    state: shared.state,
    now: clock.now,
    frameErrors,
    refusedPrefixes: async () => (await senses?.refusedPrefixes()) ?? new Map(),
  });
  const act = createActor({ ...shared, metrics, sync, proof, exit: () => exited() });

  function settle(step: AgentStep): void {
    const changed = step.state.role !== state.role;
    state = step.state;
    for (const action of step.actions) act(action);
    if (!changed) return;
    metrics.count("hubshift_role_changes_total", { to: state.role });
    log("role", { to: state.role, epoch: state.epoch });
    senses?.roleChanged();
  }

  log("start", { role: state.role });
  settle(start);
  senses = startSenses({ ...shared, signal });
  serve(["127.0.0.1", config.link.address], config.httpPort, pages(shared.state, metrics), clock, signal);
  void every(clock, TICK_MS, signal, () => give({ kind: "tick" }));
  const publish = () => {
    const published = deps.cloud.publishMetrics(config.hub, gauges(state, clock.now()));
    published.catch((error: unknown) => log("publish-metrics-failed", { reason: String(error) }));
  };
  void clock.sleep(FIRST_METRICS_MS, signal).then(publish, () => undefined);
  void every(clock, METRICS_MS, signal, publish);
  return {
    state: () => state,
    async handOver() {
      give({ kind: "stop" });
      await exit;
    },
    close: () => ending.abort(),
  };
}

function identity({ hub, role, peer, networkHash, sites, limits }: AgentConfig) {
  return {
    hub,
    hubRole: role,
    peerName: peer.name,
    network: networkHash,
    sites: sites.map(({ name }) => name),
    limits,
  };
}

async function every(clock: Clock, ms: number, signal: AbortSignal, work: () => void): Promise<void> {
  while (!signal.aborted) {
    await clock.sleep(ms, signal).catch(() => undefined);
    work();
  }
}
