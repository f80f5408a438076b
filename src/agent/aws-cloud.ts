import type { CloudWatchClient } from "@aws-sdk/client-cloudwatch";
import { CreateTagsCommand, DescribeAddressesCommand, DescribeInstancesCommand, EC2Client } from "@aws-sdk/client-ec2";
import { type Aws, createAws, type WanResources } from "../aws/index.ts";
import type { CloudPort } from "./cloud.ts";
import type { AgentConfig } from "./config.ts";

const WAN_TAG = "hubshift:wan";
const READY_TAG = "hubshift:ready";
/** A claim that hangs is worth nothing: the peer or the Lambda functions take over then. */
const CALL_MS = 3_000;

/** AWS for the agent of one hub. The WAN's resources are found by their tag at the first call, and again after a call failed. */
export function createAwsCloud(config: AgentConfig): CloudPort {
  const { region } = config;
  const aws = createAws({ region });
  const ec2 = new EC2Client({ region, maxAttempts: 2 });
  let found: Promise<WanResources> | undefined;

  async function withWan<T>(work: (aws: Aws, wan: WanResources) => Promise<T>): Promise<T> {
    found ??= findWan(ec2, config);
    try {
      return await work(aws.within(AbortSignal.timeout(CALL_MS)), await found);
    } catch (error) {
      found = undefined;
      throw error;
    }
  }

  return {
    read: () => withWan((within, wan) => within.readState(wan)),
    associate: (live, instanceId, now) =>
      withWan(async (within, wan) => {
        await within.associate(wan.allocationId, instanceId);
        // The move is done; its record serves the cap on moves and must not make the claim fail.
        await within.recordMoves(wan.allocationId, [...live.moves, now]).catch(() => undefined);
      }),
    publishReadiness: (hub, ready, why) =>
      withWan(async (_, wan) => {
        const { instanceId } = wan.primary.name === hub ? wan.primary : wan.standby;
        const tag = { Key: READY_TAG, Value: String(ready) };
        await ec2.send(new CreateTagsCommand({ Resources: [instanceId], Tags: [tag] }));
        await sendReadiness(region, { wan: config.wan, hub, "instance-id": instanceId, ready, why });
      }),
    publishMetrics: async (hub, metrics) => sendMetrics(region, config.wan, hub, metrics),
  };
}

/** The Elastic IP and the two hubs that carry the WAN's tag. Throws when one of them is not there. */
async function findWan(ec2: EC2Client, { wan, hub, role, peer }: AgentConfig): Promise<WanResources> {
  const tagged = { Name: `tag:${WAN_TAG}`, Values: [wan] };
  const alive = { Name: "instance-state-name", Values: ["pending", "running", "stopping", "stopped"] };
  const signal = { abortSignal: AbortSignal.timeout(CALL_MS) };
  const [addresses, reservations] = await Promise.all([
    ec2.send(new DescribeAddressesCommand({ Filters: [tagged] }), signal),
    ec2.send(new DescribeInstancesCommand({ Filters: [tagged, alive] }), signal),
  ]);
  const allocationId = addresses.Addresses?.[0]?.AllocationId;
  const instances = (reservations.Reservations ?? []).flatMap((reservation) => reservation.Instances ?? []);
  const named = (name: string) => {
    const tags = { Key: "Name", Value: name };
    const instance = instances.find(({ Tags }) =>
      Tags?.some((tag) => tag.Key === tags.Key && tag.Value === tags.Value),
    );
    if (!instance?.InstanceId) throw new Error(`no instance has the tags ${WAN_TAG}=${wan} and Name=${name}`);
    return { instanceId: instance.InstanceId, name };
  };
  if (!allocationId) throw new Error(`no Elastic IP has the tag ${WAN_TAG}=${wan}`);
  const [own, other] = [named(hub), named(peer.name)];
  return role === "primary"
    ? { allocationId, primary: own, standby: other }
    : { allocationId, primary: other, standby: own };
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
  const dimensions = [
    { Name: "Wan", Value: wan },
    { Name: "Hub", Value: hub },
  ];
  const data = Object.entries(metrics).map(([name, value]) => ({
    MetricName: name.replace("hubshift_", ""),
    Value: value,
    Dimensions: dimensions,
  }));
  await cloudWatch.send(new PutMetricDataCommand({ Namespace: "hubshift", MetricData: data }));
}
