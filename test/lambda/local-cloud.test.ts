import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { type Aws, createAws, createFunctionLogs, type FunctionLogs, type WanResources } from "../../src/aws/index.ts";
import { createLocalCloud, delayProfiles, type LocalCloud } from "../../src/cloud/index.ts";
import { synthesize } from "../../src/stack/index.ts";
import { dc1 } from "../stack/synthesized.ts";
import { bundleInto } from "./bundled.ts";

const WAIT = { timeoutMs: 20_000 };

let folder: string;
let cloud: LocalCloud;
let aws: Aws;
let logs: FunctionLogs;
let wan: WanResources;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "hubshift-functions-"));
  const functionsDir = join(folder, "functions");
  const outdir = join(folder, "cdk.out");
  await bundleInto(functionsDir);
  const { template, stackName } = await synthesize(await dc1(), { outdir, functionsDir });
  cloud = await createLocalCloud({
    profile: delayProfiles.instant,
    region: "us-east-1",
    workDir: join(folder, "work"),
  });
  const { outputs } = await cloud.deploy(stackName, template, outdir);
  const options = {
    region: "us-east-1",
    endpoint: cloud.url,
    credentials: cloud.rootCredentials,
  };
  aws = createAws(options);
  logs = createFunctionLogs(options);
  wan = {
    allocationId: outputs.AllocationId ?? "",
    primary: { instanceId: outputs.PrimaryInstanceId ?? "", name: "DC1-SP1" },
    standby: { instanceId: outputs.StandbyInstanceId ?? "", name: "DC1-SP2" },
  };
}, 60_000);
afterAll(async () => {
  await cloud?.close();
  await rm(folder, { recursive: true, force: true });
});

/** Who held the address, one after the other. */
function holders(): unknown[] {
  return cloud.journal.filter(({ kind }) => kind === "associate-effective").map(({ detail }) => detail.instanceId);
}

async function reasons(functionName: string): Promise<string[]> {
  const lines = await logs.read(functionName, { sinceMs: 0, filter: '{ $.message = "decision" }' });
  return lines.map(({ message }) => JSON.parse(message).decision.reason.code as string);
}

/** Resolves once `functionName` has been invoked `times` times, each to its end. */
async function invoked(functionName: string, times: number): Promise<void> {
  const ended = () =>
    cloud.journal.filter(({ kind, detail }) => kind === "invoke-end" && detail.function === functionName);
  await vi.waitFor(() => expect(ended()).toHaveLength(times), { timeout: WAIT.timeoutMs, interval: 20 });
}

it("the address follows the primary hub's power, with the very template and functions that AWS gets", {
  timeout: 90_000,
}, async () => {
  const { allocationId, primary, standby } = wan;
  expect((await aws.readAddress(allocationId)).holder).toBe(primary.instanceId);

  await aws.stopInstance(primary.instanceId);
  expect(await aws.waitForHolder(allocationId, standby.instanceId, WAIT)).toMatchObject({ reached: true });
  // One for `stopping`, one for `stopped`.
  await invoked("EIP-Failover-DC1", 2);
  expect(await reasons("EIP-Failover-DC1")).toContain("holder-not-running");

  await aws.startInstance(primary.instanceId);
  expect(await aws.waitForHolder(allocationId, primary.instanceId, WAIT)).toMatchObject({ reached: true });
  await invoked("EIP-Failback-DC1", 1);
  expect(await reasons("EIP-Failback-DC1")).toEqual(["failback"]);

  expect(holders()).toEqual([primary, standby, primary].map(({ instanceId }) => instanceId));
  expect((await aws.readAddress(allocationId)).moves.length).toBeGreaterThanOrEqual(2);
});
