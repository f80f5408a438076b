import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { createAwsCloud } from "../../src/agent/aws-cloud.ts";
import { useAws } from "../aws/environment.ts";
import { FakeEc2, PRIMARY, STANDBY } from "../aws/fake-ec2.ts";
import { config } from "./config.ts";

let ec2: FakeEc2;

beforeEach(async () => {
  ec2 = new FakeEc2();
  useAws(await ec2.listen(), { accessKeyId: "AKIDTEST", secretAccessKey: "not-a-secret" });
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await ec2.close();
});

it("an agent that knows the hubs learns that its peer was replaced, and looks for them no more often than that", async () => {
  const cloud = createAwsCloud({ ...config, region: "us-east-1" });
  const searches = () => ec2.calls("DescribeAddresses").filter((call) => call.get("Filter.1.Name") !== null).length;
  const known = async () => (await cloud.read()).hubs.map(({ instanceId, state }) => [instanceId, state]);
  ec2.state.holder = PRIMARY;
  expect([await known(), await known()]).toEqual(
    Array(2).fill([
      [PRIMARY, "running"],
      [STANDBY, "running"],
    ]),
  );
  expect(searches()).toBe(1);

  const primary = ec2.state.instances[PRIMARY] as (typeof ec2.state.instances)[string];
  ec2.state.instances["i-0new"] = { ...primary, tags: { ...primary.tags } };
  primary.state = "terminated";
  ec2.state.holder = "i-0new";
  expect((await known())[0]).toEqual(["i-0new", "running"]);
  expect(searches()).toBe(2);
});
