import { afterEach, beforeEach, expect, it } from "vitest";
import { type AwsOptions, findWan } from "../../src/aws/index.ts";
import { ALLOCATION, FakeEc2, PRIMARY, STANDBY } from "./fake-ec2.ts";

let ec2: FakeEc2;
let options: AwsOptions;

beforeEach(async () => {
  ec2 = new FakeEc2();
  const credentials = { accessKeyId: "AKIDTEST", secretAccessKey: "not-a-secret" };
  options = { region: "us-east-1", endpoint: await ec2.listen(), credentials };
});
afterEach(() => ec2.close());

it("a WAN is found by its tag, and its hubs by their role", async () => {
  expect(await findWan("dc1", options)).toEqual({
    allocationId: ALLOCATION,
    primary: { instanceId: PRIMARY, name: "DC1-SP1" },
    standby: { instanceId: STANDBY, name: "DC1-SP2" },
    agents: true,
  });
});

it("a hub that was replaced is its new instance, and one that was removed the last that it had", async () => {
  const standby = ec2.state.instances[STANDBY] as (typeof ec2.state.instances)[string];
  const gone = { ...standby, state: "terminated" };
  ec2.state.instances["i-0older"] = { ...gone, launchTime: "2025-01-01T00:00:00.000Z" };
  ec2.state.instances["i-0newer"] = { ...gone, launchTime: "2027-01-01T00:00:00.000Z" };
  const standbyNow = async () => (await findWan("dc1", options)).standby.instanceId;
  expect(await standbyNow()).toBe(STANDBY);
  delete ec2.state.instances[STANDBY];
  expect(await standbyNow()).toBe("i-0newer");
});

it("what is missing is named", async () => {
  await expect(findWan("dc2", options)).rejects.toMatchObject({
    code: "wan-not-found",
    message: "there is no Elastic IP with the tag hubshift:wan=dc2",
  });
  const standby = ec2.state.instances[STANDBY];
  if (standby) standby.tags["hubshift:wan"] = "other";
  await expect(findWan("dc1", options)).rejects.toMatchObject({
    message: "there is no standby hub's instance with the tag hubshift:wan=dc1",
  });
});

it("two hubs with one role are one too many", async () => {
  const standby = ec2.state.instances[STANDBY];
  if (standby) standby.tags["hubshift:role"] = "primary";
  await expect(findWan("dc1", options)).rejects.toMatchObject({
    message: "there are 2 instead of one primary hub's instance with the tag hubshift:wan=dc1",
  });
});
