import { DescribeInstancesCommand } from "@aws-sdk/client-ec2";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startCloud, type TestCloud } from "../local.ts";
import { deployHubs, type Hubs } from "./vpc.ts";

let cloud: TestCloud;
let hubs: Hubs;
beforeAll(async () => {
  cloud = await startCloud();
  hubs = await deployHubs(cloud);
});
afterAll(() => cloud.close());

describe("instances of a template", () => {
  it("run", async () => {
    const { Reservations } = await cloud.ec2.send(new DescribeInstancesCommand());
    const ids = Reservations?.flatMap(({ Instances }) => Instances?.map(({ InstanceId }) => InstanceId));
    expect(ids).toEqual([hubs.primary, hubs.standby]);
  });
});
