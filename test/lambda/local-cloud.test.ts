import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { type Aws, createAws, createFunctionLogs, type FunctionLogs, type WanResources } from "../../src/aws/index.ts";
import { type DeployedWan, deployDc1 } from "../stack/deployed.ts";

const WAIT = { timeoutMs: 20_000 };

let deployed: DeployedWan;
let aws: Aws;
let logs: FunctionLogs;
let wan: WanResources;

beforeAll(async () => {
  deployed = await deployDc1("reference");
  const { options, outputs } = deployed;
  aws = createAws(options);
  logs = createFunctionLogs(options);
  wan = {
    allocationId: outputs.AllocationId ?? "",
    primary: { instanceId: outputs.PrimaryInstanceId ?? "", name: "DC1-SP1" },
    standby: { instanceId: outputs.StandbyInstanceId ?? "", name: "DC1-SP2" },
  };
}, 60_000);
afterAll(async () => {
  await deployed?.close();
});

/** Who held the address, one after the other. */
function holders(): unknown[] {
  return deployed.cloud.journal
    .filter(({ kind }) => kind === "associate-effective")
    .map(({ detail }) => detail.instanceId);
}

async function reasons(functionName: string): Promise<string[]> {
  const lines = await logs.read(functionName, { sinceMs: 0, filter: '{ $.message = "decision" }' });
  return lines.map(({ message }) => JSON.parse(message).decision.reason.code as string);
}

/** Resolves once `functionName` has been invoked `times` times, each to its end. */
async function invoked(functionName: string, times: number): Promise<void> {
  const ended = () =>
    deployed.cloud.journal.filter(({ kind, detail }) => kind === "invoke-end" && detail.function === functionName);
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
