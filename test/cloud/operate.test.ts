import { join } from "node:path";
import {
  CloudWatchClient,
  DeleteAlarmsCommand,
  DescribeAlarmsCommand,
  PutMetricDataCommand,
} from "@aws-sdk/client-cloudwatch";
import { DisableRuleCommand, EventBridgeClient } from "@aws-sdk/client-eventbridge";
import { InvokeCommand, LambdaClient, PutFunctionConcurrencyCommand } from "@aws-sdk/client-lambda";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { type Aws, createAws, findWan, type WanResources } from "../../src/aws/index.ts";
import { Interrupted } from "../../src/cli/io.ts";
import { runCli } from "../../src/cli/run.ts";
import { packageRoot } from "../../src/system/index.ts";
import type { Check } from "../../src/verify/index.ts";
import { useAws } from "../aws/environment.ts";
import { capturedIo, type Ran, run } from "../cli/run.ts";
import { type DeployedWan, deployDc1 } from "../stack/deployed.ts";

const WAIT = { timeoutMs: 20_000, timeout: 20_000, interval: 50 };
const FILE = ["--wan", join(packageRoot(), "examples/dc1/wan.yaml"), "--profile", "hot-standby"];

let deployed: DeployedWan;
let options: DeployedWan["options"];
let aws: Aws;
let wan: WanResources;
let cloudWatch: CloudWatchClient;

beforeAll(async () => {
  deployed = await deployDc1("hot-standby");
  options = deployed.options;
  aws = createAws(options);
  wan = await findWan("dc1", options);
  cloudWatch = new CloudWatchClient(options);
  useAws(options.endpoint, options.credentials);
  await makeWell();
}, 60_000);
afterAll(async () => {
  vi.unstubAllEnvs();
  cloudWatch?.destroy();
  await deployed?.close();
});

/** What the hubs' agents said in the last minutes, until no alarm rings. */
async function makeWell(): Promise<void> {
  const now = Date.now();
  const ofWan = { Name: "Wan", Value: "dc1" };
  for (const { instanceId, name } of [wan.primary, wan.standby]) {
    await aws.recordReadiness(instanceId, { ready: true, since: now - 60_000, at: now });
    // Alarms look at minutes that are over.
    const MetricData = [0, 1, 2, 3].flatMap((minutes) => {
      const point = { Value: 1, Timestamp: new Date(now - minutes * 60_000) };
      return [
        { ...point, MetricName: "ready", Dimensions: [ofWan, { Name: "Hub", Value: name }] },
        { ...point, MetricName: "active", Dimensions: [ofWan] },
      ];
    });
    await cloudWatch.send(new PutMetricDataCommand({ Namespace: "hubshift", MetricData }));
  }
  const states = async () =>
    ((await cloudWatch.send(new DescribeAlarmsCommand({}))).MetricAlarms ?? []).map(({ StateValue }) => StateValue);
  await vi.waitFor(async () => expect(await states()).toEqual(Array(7).fill("OK")), WAIT);
}

const hubshift = (...argv: string[]): Promise<Ran> => run([...argv, ...FILE]);

async function status(): Promise<{ code: number; well: boolean; holder: string; checks: Check[] }> {
  const { code, stdout, stderr } = await hubshift("status", "--json");
  expect(stderr).toBe("");
  return { code, ...JSON.parse(stdout) };
}

it("a WAN that is well exits with 0, and says what it could not see", async () => {
  const { code, well, holder, checks } = await status();
  expect(checks.filter(({ verdict }) => verdict === "attention")).toEqual([]);
  expect({ code, well, holder }).toEqual({ code: 0, well: true, holder: "DC1-SP1" });
  const count = (section: string) =>
    checks.filter((check) => check.section === section && check.verdict === "ok").length;
  const seen = ["address", "hub", "alarm", "rule", "function", "dead letters", "stack"];
  expect(seen.map(count)).toEqual([1, 2, 7, 4, 2, 1, 1]);
  const unknown = checks.filter(({ verdict }) => verdict === "unknown").map(({ section }) => section);
  expect([...new Set(unknown)]).toEqual(["tunnel", "session", "plan"]);
});

it("after a failover it tells who holds the address, why, and what to do", async () => {
  await aws.stopInstance(wan.primary.instanceId);
  expect(await aws.waitForHolder(wan.allocationId, wan.standby.instanceId, WAIT)).toMatchObject({ reached: true });
  await aws.waitForState(wan.primary.instanceId, "stopped", WAIT);
  const { code, stdout, stderr } = await hubshift("status");
  expect(code).toBe(1);
  expect(stdout).toMatch(
    /^ATTENTION {2}address +\S+ is held by DC1-SP2, the standby, since .*; EIP-Failover-DC1: DC1-SP1 is stopp/,
  );
  expect(stdout).toMatch(/^ATTENTION {2}hub DC1-SP1 +primary, stopped$/m);
  expect(stdout).toMatch(/^dc1: not well \(\d+ checks, 2 attention, \d+ unknown\)$/m);
  expect(stderr).toBe(`next: \`aws ec2 start-instances --instance-ids ${wan.primary.instanceId}\` starts DC1-SP1\n`);
});

it("the functions' decisions are read in time order", async () => {
  const { code, stdout, stderr } = await hubshift("logs", "--since", "1h");
  expect(code).toBe(0);
  const lines = stdout.trim().split("\n");
  expect(lines[0]).toMatch(/^\d{4}-.*Z {2}EIP-Failover-DC1 {2}moves the address to DC1-SP2: DC1-SP1 is stopp/);
  expect(lines.toSorted()).toEqual(lines);
  expect(stderr).toBe("next: `hubshift status` shows where the address is now\n");

  const json = (await hubshift("logs", "--json")).stdout
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
  expect(json.length).toBeGreaterThan(lines.length);
  expect(json.filter(({ line }) => line.message === "decision")).toHaveLength(lines.length);
});

it("logs --follow shows what comes, until it is ended", async () => {
  const end = new AbortController();
  const io = capturedIo({ signal: end.signal });
  const following = runCli(["logs", "--follow", "--since", "1h", ...FILE], io);
  const shown = (times: number) =>
    vi.waitFor(() => expect(io.stdout.text.match(/EIP-Failback-DC1 {2}leaves it/g)).toHaveLength(times), WAIT);
  const lambda = new LambdaClient(options);
  for (const times of [1, 2]) {
    await lambda.send(new InvokeCommand({ FunctionName: "EIP-Failback-DC1" }));
    await shown(times);
  }
  lambda.destroy();
  end.abort(new Interrupted("SIGINT", 130));
  expect(await following).toBe(130);
});

it("what is switched off or gone needs a person", async () => {
  const events = new EventBridgeClient(options);
  const lambda = new LambdaClient(options);
  await events.send(new DisableRuleCommand({ Name: "Failover-EIP-on-DC1-SP1-Alarm" }));
  const stopped = { FunctionName: "EIP-Failback-DC1", ReservedConcurrentExecutions: 0 };
  await lambda.send(new PutFunctionConcurrencyCommand(stopped));
  await cloudWatch.send(new DeleteAlarmsCommand({ AlarmNames: ["DC1-NoActiveHub-Alarm"] }));
  events.destroy();
  lambda.destroy();
  const { code, checks } = await status();
  expect(code).toBe(1);
  const told = checks.filter(({ verdict }) => verdict === "attention").map(({ name, text }) => `${name}: ${text}`);
  expect(told).toEqual(
    expect.arrayContaining([
      "Failover-EIP-on-DC1-SP1-Alarm: DISABLED",
      "EIP-Failback-DC1: throttled",
      "DC1-NoActiveHub-Alarm: is not there any more",
    ]),
  );
});
