import type { AgentState } from "../failover/index.ts";

/** Counts of what happened since the agent started, by name and label. */
export class Counters {
  readonly #counts = new Map<string, number>();

  add(name: string, labels: Readonly<Record<string, string>> = {}): void {
    const key = series(name, labels);
    this.#counts.set(key, (this.#counts.get(key) ?? 0) + 1);
  }

  entries(): [string, number][] {
    return [...this.#counts];
  }
}

function series(name: string, labels: Readonly<Record<string, string>>): string {
  const pairs = Object.entries(labels).map(([key, value]) => `${key}=${JSON.stringify(value)}`);
  return pairs.length === 0 ? name : `${name}{${pairs.join(",")}}`;
}

/** The hub's figures of this moment; CloudWatch gets the same. */
export function gauges(state: AgentState, now: number): Record<string, number> {
  const sites = Object.values(state.sites);
  const live = sites.filter((site) => site.handshakeAt > 0 && now - site.handshakeAt < 180_000).length;
  return {
    hubshift_active: state.role === "active" ? 1 : 0,
    hubshift_ready: state.ready.value ? 1 : 0,
    hubshift_epoch: state.epoch,
    hubshift_faults: Object.keys(state.faults).length,
    hubshift_sites: sites.length,
    hubshift_sites_with_session: live,
    hubshift_peer_heard: state.peer.beatAt !== undefined && now - state.peer.beatAt < 1000 ? 1 : 0,
    hubshift_peer_link_outside: state.peer.path === "outside" ? 1 : 0,
    hubshift_address_proved: state.proofAt !== undefined && now - state.proofAt < 1000 ? 1 : 0,
    hubshift_clock_offset_seconds: (state.peer.clockOffsetMs ?? 0) / 1000,
  };
}

/** Prometheus' text exposition format, version 0.0.4. */
export function exposition(state: AgentState, counters: Counters, now: number): string {
  const counted = counters.entries();
  const names = [...new Set(counted.map(([key]) => key.replace(/\{.*/, "")))];
  return [
    ...Object.entries(gauges(state, now)).flatMap(([name, value]) => [`# TYPE ${name} gauge`, `${name} ${value}`]),
    ...names.flatMap((name) => [
      `# TYPE ${name} counter`,
      ...counted.filter(([key]) => key.replace(/\{.*/, "") === name).map(([key, value]) => `${key} ${value}`),
    ]),
    "",
  ].join("\n");
}
