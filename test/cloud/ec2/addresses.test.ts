import {
  AllocateAddressCommand,
  AssociateAddressCommand,
  DescribeAddressesCommand,
  DescribeInstancesCommand,
  DisassociateAddressCommand,
  ReleaseAddressCommand,
  RunInstancesCommand,
  waitUntilInstanceRunning,
} from "@aws-sdk/client-ec2";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { errorOf, startCloud, type TestCloud } from "../local.ts";
import { deployHubs, type Hubs } from "./vpc.ts";

let cloud: TestCloud;
let hubs: Hubs;
beforeAll(async () => {
  cloud = await startCloud();
  hubs = await deployHubs(cloud);
});
afterAll(() => cloud.close());

const ABSENT = "eipalloc-0123456789abcdef0";

describe("Elastic IPs", () => {
  it("are allocated upwards from 203.0.113.10, described, and released", async () => {
    const allocated = await cloud.ec2.send(
      new AllocateAddressCommand({
        Domain: "vpc",
        TagSpecifications: [{ ResourceType: "elastic-ip", Tags: [{ Key: "Name", Value: 'hub <1> & "2"' }] }],
      }),
    );
    expect(allocated.PublicIp).toBe("203.0.113.11");
    const { Addresses } = await cloud.ec2.send(new DescribeAddressesCommand({ PublicIps: ["203.0.113.11"] }));
    expect(Addresses).toEqual([
      {
        AllocationId: allocated.AllocationId,
        PublicIp: "203.0.113.11",
        Domain: "vpc",
        PublicIpv4Pool: "amazon",
        NetworkBorderGroup: "eu-west-1",
        Tags: [{ Key: "Name", Value: 'hub <1> & "2"' }],
      },
    ]);
    await cloud.ec2.send(new ReleaseAddressCommand({ AllocationId: allocated.AllocationId }));
    const left = await cloud.ec2.send(new DescribeAddressesCommand());
    expect(left.Addresses?.map(({ AllocationId }) => AllocationId)).toEqual([hubs.allocationId]);
  });

  it("are found by what they are associated with", async () => {
    const { AssociationId } = await cloud.ec2.send(
      new AssociateAddressCommand({ PublicIp: "203.0.113.10", InstanceId: hubs.primary }),
    );
    for (const [Name, value] of [
      ["instance-id", hubs.primary],
      ["association-id", AssociationId],
      ["private-ip-address", "10.0.0.10"],
    ]) {
      const filter = { Name, Values: [value ?? ""] };
      const { Addresses } = await cloud.ec2.send(new DescribeAddressesCommand({ Filters: [filter] }));
      expect(Addresses, Name).toHaveLength(1);
    }
    expect(await errorOf(cloud.ec2.send(new ReleaseAddressCommand({ AllocationId: hubs.allocationId })))).toMatchObject(
      {
        code: "InvalidIPAddress.InUse",
      },
    );
    await cloud.ec2.send(new DisassociateAddressCommand({ AssociationId }));
    expect((await cloud.ec2.send(new DescribeAddressesCommand())).Addresses?.[0]?.InstanceId).toBeUndefined();
    expect(await errorOf(cloud.ec2.send(new DisassociateAddressCommand({ AssociationId })))).toMatchObject({
      code: "InvalidAssociationID.NotFound",
      message: `The association ID '${AssociationId}' does not exist`,
    });
  });

  it("are taken from an instance of the default VPC when they are released", async () => {
    const ImageId = "ami-0123456789abcdef0";
    const { Instances } = await cloud.ec2.send(new RunInstancesCommand({ ImageId, MinCount: 1, MaxCount: 1 }));
    const InstanceIds = [Instances?.[0]?.InstanceId ?? ""];
    await waitUntilInstanceRunning({ client: cloud.ec2, maxWaitTime: 10, minDelay: 1, maxDelay: 1 }, { InstanceIds });
    const { AllocationId, PublicIp } = await cloud.ec2.send(new AllocateAddressCommand());
    const publicIp = async () => {
      const { Reservations } = await cloud.ec2.send(new DescribeInstancesCommand({ InstanceIds }));
      return Reservations?.[0]?.Instances?.[0]?.PublicIpAddress;
    };
    await cloud.ec2.send(new AssociateAddressCommand({ AllocationId, InstanceId: InstanceIds[0] }));
    expect(await publicIp()).toBe(PublicIp);
    await cloud.ec2.send(new ReleaseAddressCommand({ AllocationId }));
    expect(await publicIp()).not.toBe(PublicIp);
    const { Addresses } = await cloud.ec2.send(new DescribeAddressesCommand());
    expect(Addresses?.map((one) => one.AllocationId)).toEqual([hubs.allocationId]);
  });

  it.each([
    ["InvalidAllocationID.NotFound", { AllocationId: ABSENT, InstanceId: "i-0123456789abcdef0" }],
    ["InvalidAddress.NotFound", { PublicIp: "203.0.113.99", InstanceId: "i-0123456789abcdef0" }],
    ["InvalidParameterValue", { PublicIp: "nonsense", InstanceId: "i-0123456789abcdef0" }],
    ["InvalidInstanceID.NotFound", { PublicIp: "203.0.113.10", InstanceId: "i-0123456789abcdef0" }],
    ["InvalidInstanceID.Malformed", { PublicIp: "203.0.113.10", InstanceId: "i-1" }],
    ["InvalidNetworkInterfaceID.NotFound", { PublicIp: "203.0.113.10", NetworkInterfaceId: "eni-1" }],
    ["InvalidParameterCombination", { PublicIp: "203.0.113.10", AllocationId: ABSENT, InstanceId: "i-1" }],
    ["MissingParameter", { InstanceId: "i-0123456789abcdef0" }],
    ["MissingParameter", { PublicIp: "203.0.113.10" }],
  ])("AssociateAddress says %s", async (code, input) => {
    expect((await errorOf(cloud.ec2.send(new AssociateAddressCommand(input)))).code).toBe(code);
  });

  it("refuses a private address that the instance does not have", async () => {
    const input = { PublicIp: "203.0.113.10", InstanceId: hubs.primary, PrivateIpAddress: "10.0.0.99" };
    expect((await errorOf(cloud.ec2.send(new AssociateAddressCommand(input)))).code).toBe("InvalidParameterValue");
  });

  it("says which allocation does not exist", async () => {
    expect(await errorOf(cloud.ec2.send(new DescribeAddressesCommand({ AllocationIds: [ABSENT] })))).toEqual({
      code: "InvalidAllocationID.NotFound",
      message: `The allocation ID '${ABSENT}' does not exist`,
      status: 400,
    });
  });

  it("are given back to who released them, and to nobody while they are held", async () => {
    const { AllocationId, PublicIp: Address } = await cloud.ec2.send(new AllocateAddressCommand());
    const recover = (wanted: string | undefined) => cloud.ec2.send(new AllocateAddressCommand({ Address: wanted }));
    const refused = { code: "InvalidAddress.NotFound", status: 400 };
    expect(await errorOf(recover(Address))).toMatchObject(refused);
    await cloud.ec2.send(new ReleaseAddressCommand({ AllocationId }));
    const again = await recover(Address);
    expect(again.PublicIp).toBe(Address);
    expect(again.AllocationId).not.toBe(AllocationId);
    expect(await errorOf(recover("203.0.113.99"))).toMatchObject(refused);
    await cloud.ec2.send(new ReleaseAddressCommand({ AllocationId: again.AllocationId }));
  });

  it("run out", async () => {
    const all: string[] = [];
    const allocate = async () => all.push((await cloud.ec2.send(new AllocateAddressCommand())).AllocationId ?? "");
    for (let i = 0; i < 117; i++) await allocate();
    expect((await errorOf(allocate())).code).toBe("AddressLimitExceeded");
    for (const AllocationId of all) await cloud.ec2.send(new ReleaseAddressCommand({ AllocationId }));
  });
});
