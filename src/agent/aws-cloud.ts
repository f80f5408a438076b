import type { CloudWatchClient } from "@aws-sdk/client-cloudwatch";
import { type Aws, createAws, findWan, type WanResources } from "../aws/index.ts";
import type { LiveState } from "../failover/index.ts";
import type { CloudPort } from "./cloud.ts";
import type { AgentConfig } from "./config.ts";

/** A claim that hangs is worth nothing: the peer or the Lambda functions take over then. */
const CALL_MS = 3_000;

/** Whether a hub was replaced since the hubs were found: its instance is gone, or what holds the address is neither of them. */
const isOutdated = ({ address: { holder }, hubs }: LiveState): boolean =>
  hubs.some(({ state }) => state === "shutting-down" || state === "terminated") ||
  (holder !== undefined && !hubs.some(({ instanceId }) => instanceId === holder));

/** AWS for the agent of one hub. The WAN's resources are found by their tag at the first call, and again after a call failed or a hub was replaced. */
export function createAwsCloud(config: AgentConfig): CloudPort {
  const { region } = config;
  const aws = createAws({ region });
  let found: Promise<WanResources> | undefined;

  async function withWan<T>(work: (aws: Aws, wan: WanResources) => Promise<T>): Promise<T> {
    found ??= findWan(config.wan, { region, signal: AbortSignal.timeout(CALL_MS) });
    try {
      return await work(aws.within(AbortSignal.timeout(CALL_MS)), await found);
    } catch (error) {
      found = undefined;
      throw error;
    }
  }

  const readState = () => withWan((within, wan) => within.readState(wan));

  return {
    async read() {
      const live = await readState();
      if (!isOutdated(live)) return live;
      found = undefined;
      return readState();
    },
    associate: (live, instanceId, now) =>
      withWan(async (within, wan) => {
        await within.associate(wan.allocationId, instanceId);
        // The move is done; its record serves the cap on moves and must not make the claim fail.
        await within.recordMoves(wan.allocationId, [...live.moves, now]).catch(() => undefined);
      }),
    publishReadiness: (hub, ready, why, since) =>
      withWan(async (within, wan) => {
        const { instanceId } = wan.primary.name === hub ? wan.primary : wan.standby;
        // Before the event: whoever the event wakes reads the tag.
        await within.recordReadiness(instanceId, { ready, since, at: Date.now() });
        await sendReadiness(region, { wan: config.wan, hub, "instance-id": instanceId, ready, why });
      }),
    publishMetrics: async (hub, metrics) => sendMetrics(region, config.wan, hub, metrics),
  };
}

async function sendReadiness(region: string, detail: Record<string, unknown>): Promise<void> {
  const { EventBridgeClient, PutEventsCommand } = await import("@aws-sdk/client-eventbridge");
  const events = new EventBridgeClient({ region });
  const entry = { Source: "hubshift.hub", DetailType: "Hub Readiness Change", Detail: JSON.stringify(detail) };
  const { FailedEntryCount } = await events.send(new PutEventsCommand({ Entries: [entry] }));
  events.destroy();
  if (FailedEntryCount) throw new Error("EventBridge refused the event");
}

let cloudWatch: CloudWatchClient | undefined;

async function sendMetrics(
  region: string,
  wan: string,
  hub: string,
  metrics: Readonly<Record<string, number>>,
): Promise<void> {
  const { CloudWatchClient, PutMetricDataCommand } = await import("@aws-sdk/client-cloudwatch");
  cloudWatch ??= new CloudWatchClient({ region });
  const ofWan = { Name: "Wan", Value: wan };
  const ofHub = { Name: "Hub", Value: hub };
  const data = Object.entries(metrics).map(([name, value]) => ({
    MetricName: name.replace("hubshift_", ""),
    Value: value,
    Dimensions: [ofWan, ofHub],
  }));
  // CloudWatch adds nothing up over dimensions: this one says whether any hub of the WAN is active.
  const active = data.find(({ MetricName }) => MetricName === "active");
  if (active) data.push({ ...active, Dimensions: [ofWan] });
  await cloudWatch.send(new PutMetricDataCommand({ Namespace: "hubshift", MetricData: data }));
}
