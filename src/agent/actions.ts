import { type AgentAction, type AgentInput, type AgentState, heartbeatOf, type LinkPath } from "../failover/index.ts";
import type { Clock, Runner } from "../system/index.ts";
import { type CloudPort, claimAddress } from "./cloud.ts";
import type { AgentConfig } from "./config.ts";
import { forgetFlows } from "./conntrack.ts";
import type { openProof, openSync } from "./datagrams.ts";
import type { Metrics } from "./metrics.ts";
import type { WireGuardControl } from "./wireguard.ts";

export interface Hands {
  config: AgentConfig;
  runner: Runner;
  clock: Clock;
  cloud: CloudPort;
  metrics: Metrics;
  wireguard: WireGuardControl;
  sync: ReturnType<typeof openSync>;
  proof: ReturnType<typeof openProof>;
  log(event: string, fields: Readonly<Record<string, unknown>>): void;
  state(): AgentState;
  give(input: AgentInput): void;
  exit(): void;
}

/** Does what the judgement decided. Nothing here waits: what takes time comes back as an input. */
export function createActor(hands: Hands): (action: AgentAction) => void {
  const { config, cloud, metrics, wireguard, log, give } = hands;
  let sent = 0;
  const failed = (what: string) => (error: unknown) => log(`${what}-failed`, { reason: String(error) });
  const unpublished = (error: unknown) => {
    failed("publish-readiness")(error);
    give({ kind: "unpublished" });
  };

  const act: { [K in AgentAction["do"]]: (action: Extract<AgentAction, { do: K }>) => void } = {
    beat: () => hands.sync.send(heartbeatOf(hands.state(), sent++, hands.clock.now())),
    prove: () => hands.proof.send(),
    dial: ({ sites }) => {
      void wireguard.dial(sites);
      metrics.count("hubshift_dials_total");
      log("dial", { sites: sites.map(({ site }) => site) });
    },
    silence: () => void wireguard.silence(),
    "forget-flows": () => void forgetFlows(hands.runner, config),
    path: ({ to }) => {
      log("hub-link-path", { to });
      void wireguard.pointLink(linkEndpoint(config, to)).then(() => give({ kind: "path", to }));
    },
    claim: (action) => void claim(hands, action),
    "ask-holder": () => void cloud.read().then((live) => give({ kind: "holder", hub: holderOf(live) }), failed("read")),
    "publish-readiness": ({ ready, why }) => {
      log("readiness", { ready, why });
      cloud.publishReadiness(config.hub, ready, why, hands.state().ready.since).catch(unpublished);
    },
    alert: ({ code, text }) => {
      metrics.count("hubshift_alerts_total", { code });
      log("alert", { code, text });
    },
    exit: () => hands.exit(),
  };
  return (action) => (act[action.do] as (action: AgentAction) => void)(action);
}

async function claim(hands: Hands, { for: whom, broken, why }: Extract<AgentAction, { do: "claim" }>): Promise<void> {
  const { config, cloud, clock, metrics, log, give } = hands;
  const policy = { failback: config.failback, maxMoves: config.moves.max, windowMs: config.moves.windowMs };
  log("claim", { for: whom, why });
  const started = clock.now();
  const { outcome, text } = await claimAddress(cloud, { for: whom, broken }, policy, started);
  metrics.count("hubshift_claims_total", { outcome });
  log("claimed", { for: whom, outcome, text, durationMs: Math.round(clock.now() - started) });
  give({ kind: "claimed", for: whom, outcome });
}

function holderOf(live: Awaited<ReturnType<CloudPort["read"]>>): string | undefined {
  return live.hubs.find((hub) => hub.instanceId === live.address.holder)?.name;
}

function linkEndpoint({ peer, link, elasticAddress }: AgentConfig, path: LinkPath): string {
  return `${path === "private" ? peer.privateAddress : elasticAddress}:${link.listenPort}`;
}
