import {
  AllocateAddressCommand,
  DescribeAddressesCommand,
  DescribeInstancesCommand,
  ReleaseAddressCommand,
} from "@aws-sdk/client-ec2";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { errorOf, startCloud, type TestCloud } from "../local.ts";

let cloud: TestCloud;
beforeAll(async () => {
  cloud = await startCloud();
});
afterAll(() => cloud.close());

describe("Elastic IPs", () => {
  it("are allocated upwards from 203.0.113.10, described, and released", async () => {
    const allocated = await cloud.ec2.send(
      new AllocateAddressCommand({
        Domain: "vpc",
        TagSpecifications: [{ ResourceType: "elastic-ip", Tags: [{ Key: "Name", Value: "hub <1>" }] }],
      }),
    );
    expect(allocated.PublicIp).toBe("203.0.113.10");
    const { Addresses } = await cloud.ec2.send(new DescribeAddressesCommand({ PublicIps: ["203.0.113.10"] }));
    expect(Addresses).toEqual([
      {
        AllocationId: allocated.AllocationId,
        PublicIp: "203.0.113.10",
        Domain: "vpc",
        PublicIpv4Pool: "amazon",
        NetworkBorderGroup: "eu-west-1",
        Tags: [{ Key: "Name", Value: "hub <1>" }],
      },
    ]);
    await cloud.ec2.send(new ReleaseAddressCommand({ AllocationId: allocated.AllocationId }));
    expect((await cloud.ec2.send(new DescribeAddressesCommand())).Addresses).toEqual([]);
  });

  it("answers an empty list of instances", async () => {
    expect((await cloud.ec2.send(new DescribeInstancesCommand())).Reservations).toEqual([]);
  });

  it("says which allocation does not exist", async () => {
    const AllocationIds = ["eipalloc-0123456789abcdef0"];
    expect(await errorOf(cloud.ec2.send(new DescribeAddressesCommand({ AllocationIds })))).toEqual({
      code: "InvalidAllocationID.NotFound",
      message: "The allocation ID 'eipalloc-0123456789abcdef0' does not exist",
      status: 400,
    });
  });
});
