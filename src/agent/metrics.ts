import { Counter, Gauge, Registry } from "prom-client";
import type { AgentState } from "../failover/index.ts";

/** What happened since the agent started, with the label that tells the cases apart. */
const COUNTED = {
  hubshift_claims_total: { help: "Claims of the address, by how they ended.", labelNames: ["outcome"] },
  hubshift_alerts_total: { help: "Alerts to a person, by their code.", labelNames: ["code"] },
  hubshift_role_changes_total: { help: "Promotions and demotions, by the new role.", labelNames: ["to"] },
  hubshift_dials_total: { help: "Times that peers were made anew with their last endpoints.", labelNames: [] },
} as const;

/** Counted by the kernel since the interface exists: the agent's restarts do not show. */
const REFUSED_FRAMES = {
  name: "hubshift_rx_frame_errors_total",
  help: "Frames that an interface refused. The kernel's WireGuard counts here a packet whose source is not among the peer's allowed IPs.",
  labelNames: ["interface"],
} as const;

const REFUSED_PREFIXES = {
  name: "hubshift_refused_prefixes_total",
  help: "Announcements of a site that the routing policy refused, because the prefix is not the site's own.",
  labelNames: ["site"],
} as const;

type Measure = { help: string; value(state: AgentState, now: number): number };

const heardWithin = (at: number | undefined, now: number, ms: number): number =>
  at !== undefined && now - at < ms ? 1 : 0;

const MEASURED: Readonly<Record<string, Measure>> = {
  hubshift_active: { help: "1 while this hub serves the sites.", value: ({ role }) => (role === "active" ? 1 : 0) },
  hubshift_ready: { help: "1 while it could serve them.", value: ({ ready }) => (ready.value ? 1 : 0) },
  hubshift_epoch: { help: "Grows with each promotion of either hub.", value: ({ epoch }) => epoch },
  hubshift_faults: { help: "Faults that it has now.", value: ({ faults }) => Object.keys(faults).length },
  hubshift_sites: { help: "Sites in the plan.", value: ({ sites }) => Object.keys(sites).length },
  hubshift_sites_with_session: {
    help: "Sites with a WireGuard session younger than 180 s.",
    value: ({ sites }, now) =>
      Object.values(sites).filter(({ handshakeAt }) => handshakeAt > 0 && now - handshakeAt < 180_000).length,
  },
  hubshift_peer_heard: {
    help: "1 while the other hub's agent is heard.",
    value: ({ peer }, now) => heardWithin(peer.beatAt, now, 1000),
  },
  hubshift_peer_link_outside: {
    help: "1 while the hub link goes by the Elastic IP.",
    value: ({ peer }) => (peer.path === "outside" ? 1 : 0),
  },
  hubshift_address_proved: {
    help: "1 while packets to the Elastic IP come back here.",
    value: ({ proofAt }, now) => heardWithin(proofAt, now, 1000),
  },
  hubshift_clock_offset_seconds: {
    help: "The other hub's clock minus this one's.",
    value: ({ peer }) => (peer.clockOffsetMs ?? 0) / 1000,
  },
};

/** The hub's figures of this moment, by name; CloudWatch gets the same as Prometheus. */
export function gauges(state: AgentState, now: number): Record<string, number> {
  return Object.fromEntries(Object.entries(MEASURED).map(([name, { value }]) => [name, value(state, now)]));
}

export interface MetricsDeps {
  state(): AgentState;
  now(): number;
  /** Frames that each interface refused, by its name. */
  frameErrors(): Promise<ReadonlyMap<string, number>>;
  /** Announcements that the routing policy refused, by the site's name. */
  refusedPrefixes(): Promise<ReadonlyMap<string, number>>;
}

/** The agent's own metrics. A counter that was never raised is shown as 0 where it has no labels. */
export interface Metrics {
  count(name: keyof typeof COUNTED, labels?: Readonly<Record<string, string>>): void;
  /** Prometheus' text format. */
  exposition(): Promise<string>;
  readonly contentType: string;
}

export function createMetrics({ state, now, frameErrors, refusedPrefixes }: MetricsDeps): Metrics {
  const registry = new Registry();
  const registers = [registry];
  const counters = new Map(
    Object.entries(COUNTED).map(([name, kind]) => [name, new Counter({ ...kind, name, registers })]),
  );
  for (const [name, { help, value }] of Object.entries(MEASURED)) {
    new Gauge({
      name,
      help,
      registers,
      collect() {
        this.set(value(state(), now()));
      },
    });
  }
  mirror(registry, REFUSED_FRAMES, frameErrors);
  mirror(registry, REFUSED_PREFIXES, refusedPrefixes);
  return {
    count: (name, labels = {}) => counters.get(name)?.inc(labels),
    exposition: () => registry.metrics(),
    contentType: registry.contentType,
  };
}

/** A counter that somebody else keeps, with one label. */
function mirror(
  registry: Registry,
  { labelNames, ...kind }: typeof REFUSED_FRAMES | typeof REFUSED_PREFIXES,
  read: () => Promise<ReadonlyMap<string, number>>,
): void {
  const [label] = labelNames;
  new Counter({
    ...kind,
    labelNames: [label],
    registers: [registry],
    async collect() {
      this.reset();
      for (const [name, count] of await read()) this.inc({ [label]: name }, count);
    },
  });
}
