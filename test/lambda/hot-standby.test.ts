import { CloudWatchClient, DescribeAlarmsCommand, ListMetricsCommand } from "@aws-sdk/client-cloudwatch";
import { DescribeSecurityGroupsCommand, EC2Client } from "@aws-sdk/client-ec2";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { createAwsCloud } from "../../src/agent/aws-cloud.ts";
import type { CloudPort } from "../../src/agent/index.ts";
import {
  type Aws,
  createAws,
  createFunctionLogs,
  findWan,
  requestMove,
  type WanResources,
} from "../../src/aws/index.ts";
import { config } from "../agent/config.ts";
import { useAws } from "../aws/environment.ts";
import { type DeployedWan, deployDc1 } from "../stack/deployed.ts";

const WAIT = { timeoutMs: 20_000 };

let deployed: DeployedWan;
let options: DeployedWan["options"];
let aws: Aws;
let wan: WanResources;
/** AWS as the hubs' agents have it. */
let agent: CloudPort;

beforeAll(async () => {
  deployed = await deployDc1("hot-standby");
  options = deployed.options;
  aws = createAws(options);
  wan = await findWan("dc1", options);
  useAws(options.endpoint, options.credentials);
  agent = createAwsCloud({ ...config, region: options.region });
}, 60_000);
afterAll(async () => {
  vi.unstubAllEnvs();
  await deployed?.close();
});

/** Resolves with the reason of a function's latest decision once it has ended `times` times. */
async function decided(functionName: string, times: number): Promise<string> {
  const ended = () =>
    deployed.cloud.journal.filter(({ kind, detail }) => kind === "invoke-end" && detail.function === functionName);
  await vi.waitFor(() => expect(ended()).toHaveLength(times), { timeout: WAIT.timeoutMs, interval: 20 });
  const logs = createFunctionLogs(options);
  const lines = await logs.read(functionName, { sinceMs: 0, filter: '{ $.message = "decision" }' });
  return JSON.parse(lines.at(-1)?.message ?? "").decision.reason.code as string;
}

describe("the template in LocalCloud", () => {
  it("opens the hub link to all and the proof's port to the Elastic IP alone", async () => {
    const ec2 = new EC2Client(options);
    const filters = [{ Name: "tag:hubshift:wan", Values: ["dc1"] }];
    const { SecurityGroups = [] } = await ec2.send(new DescribeSecurityGroupsCommand({ Filters: filters }));
    ec2.destroy();
    expect(SecurityGroups).toHaveLength(1);
    const rules = (SecurityGroups[0]?.IpPermissions ?? []).flatMap(({ FromPort, ToPort, IpRanges = [] }) =>
      IpRanges.map(({ CidrIp }) => `${FromPort}-${ToPort} ${CidrIp}`),
    );
    expect(rules.sort()).toEqual([
      `51818-51818 ${deployed.outputs.HubAddress}/32`,
      "51819-51819 0.0.0.0/0",
      "51820-51822 0.0.0.0/0",
    ]);
  });

  it("has alarms on metrics that agents do publish", async () => {
    const gauges = { hubshift_active: 1, hubshift_ready: 1, hubshift_epoch: 3 };
    for (const { name } of [wan.primary, wan.standby]) await agent.publishMetrics(name, gauges);
    const cloudWatch = new CloudWatchClient(options);
    const { MetricAlarms = [] } = await cloudWatch.send(new DescribeAlarmsCommand({}));
    const watching = MetricAlarms.filter(({ TreatMissingData }) => TreatMissingData === "breaching");
    expect(watching.map(({ AlarmName }) => AlarmName).sort()).toEqual([
      "DC1-NoActiveHub-Alarm",
      "DC1-SP1-NotReady-Alarm",
      "DC1-SP2-NotReady-Alarm",
    ]);
    for (const { Namespace, MetricName, Dimensions = [] } of watching) {
      const { Metrics = [] } = await cloudWatch.send(new ListMetricsCommand({ Namespace, MetricName, Dimensions }));
      expect(Metrics.filter((metric) => metric.Dimensions?.length === Dimensions.length)).toHaveLength(1);
    }
    cloudWatch.destroy();
  });
});

it("the address goes back on live readiness only, and away from a standby that stops", {
  timeout: 120_000,
}, async () => {
  const { allocationId, primary, standby } = wan;
  await aws.stopInstance(primary.instanceId);
  expect(await aws.waitForHolder(allocationId, standby.instanceId, WAIT)).toMatchObject({ reached: true });

  // Its word from before the stop is still on the instance: EC2 tells that it runs, and nothing moves.
  await aws.recordReadiness(primary.instanceId, { ready: true, since: Date.now() - 60_000, at: Date.now() - 10 });
  await aws.waitForState(primary.instanceId, "stopped", WAIT);
  await aws.startInstance(primary.instanceId);
  expect(await decided("EIP-Failback-DC1", 1)).toBe("primary-not-ready");
  expect((await aws.readAddress(allocationId)).holder).toBe(standby.instanceId);

  // Ready, but in maintenance.
  await aws.setMaintenance(primary.instanceId, true);
  await agent.publishReadiness(primary.name, true, [], Date.now());
  expect(await decided("EIP-Failback-DC1", 2)).toBe("primary-in-maintenance");
  await aws.setMaintenance(primary.instanceId, false);

  // Another hub's word is no reason to look.
  await agent.publishReadiness(standby.name, true, [], Date.now());
  const since = Date.now();
  await agent.publishReadiness(primary.name, true, [], since);
  expect(await aws.waitForHolder(allocationId, primary.instanceId, WAIT)).toMatchObject({ reached: true });
  expect(Date.now() - since).toBeGreaterThanOrEqual(3_000);
  expect(await decided("EIP-Failback-DC1", 3)).toBe("failback");

  // A person moves it to the standby; the standby's end wakes the failover.
  const { moved } = await requestMove(aws, { ...wan, stack: undefined, agents: true }, { to: "standby", force: false });
  expect(moved).toMatchObject({ reached: true });
  await aws.stopInstance(standby.instanceId);
  expect(await aws.waitForHolder(allocationId, primary.instanceId, WAIT)).toMatchObject({ reached: true });
});
