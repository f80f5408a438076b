import {
  CreateSubnetCommand,
  CreateVpcCommand,
  DescribeInstanceAttributeCommand,
  DescribeInstancesCommand,
  ModifyInstanceAttributeCommand,
  RunInstancesCommand,
  type RunInstancesCommandInput,
  StopInstancesCommand,
  TerminateInstancesCommand,
} from "@aws-sdk/client-ec2";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { errorOf, startCloud, type TestCloud } from "../local.ts";
import { recordingDataPlane } from "../recorder.ts";

const ImageId = "ami-0123456789abcdef0";
const one = { ImageId, MinCount: 1, MaxCount: 1 };

let cloud: TestCloud;
let plane: ReturnType<typeof recordingDataPlane>;
beforeEach(async () => {
  plane = recordingDataPlane();
  cloud = await startCloud({ dataPlane: plane });
});
afterEach(() => cloud.close());

const run = (input: Partial<RunInstancesCommandInput> = {}) =>
  cloud.ec2.send(new RunInstancesCommand({ ...one, ...input }));

async function describeAll(Filters: { Name: string; Values: string[] }[] = []) {
  const { Reservations = [] } = await cloud.ec2.send(new DescribeInstancesCommand({ Filters }));
  return Reservations.map(({ ReservationId, Instances = [] }) => ({ ReservationId, Instances }));
}

const reached = (state: string) =>
  cloud.seen(({ kind, detail }) => kind === "instance-state" && detail.state === state);

describe("RunInstances", () => {
  it("launches into the default VPC, as many as asked for, in one reservation", async () => {
    const { ReservationId, Instances = [] } = await run({
      MinCount: 2,
      MaxCount: 2,
      KeyName: "mine",
      HibernationOptions: { Configured: true },
    });
    expect(Instances.map(({ State, AmiLaunchIndex }) => [State?.Name, AmiLaunchIndex])).toEqual([
      ["pending", 0],
      ["pending", 1],
    ]);
    await reached("running");
    const [reservation, ...more] = await describeAll();
    expect(more).toEqual([]);
    expect(reservation).toMatchObject({ ReservationId, Instances: [{ ImageId, KeyName: "mine" }, {}] });
    const [first] = reservation?.Instances ?? [];
    expect(first).toMatchObject({
      InstanceType: "m1.small",
      HibernationOptions: { Configured: true },
      PrivateIpAddress: "172.31.0.4",
      PrivateDnsName: "ip-172-31-0-4.eu-west-1.compute.internal",
      Placement: { AvailabilityZone: "eu-west-1a" },
      SecurityGroups: [{ GroupName: "default" }],
    });
    expect(first?.PublicIpAddress).toMatch(/^203\.0\.113\./);
    expect(first).not.toHaveProperty("Tags");
    expect(plane.orders.filter((order) => order.startsWith("attach"))).toHaveLength(2);
  });

  it("sits where its network interface says", async () => {
    const { Vpc } = await cloud.ec2.send(new CreateVpcCommand({ CidrBlock: "10.9.0.0/16" }));
    const { Subnet } = await cloud.ec2.send(new CreateSubnetCommand({ VpcId: Vpc?.VpcId, CidrBlock: "10.9.1.0/24" }));
    const NetworkInterfaces = [
      { DeviceIndex: 0, SubnetId: Subnet?.SubnetId, PrivateIpAddress: "10.9.1.9", AssociatePublicIpAddress: false },
    ];
    const Tags = [{ Key: "Name", Value: "DC1-SP1" }];
    await run({ NetworkInterfaces, TagSpecifications: [{ ResourceType: "instance", Tags }] });
    await reached("running");
    const [found] = await describeAll([
      { Name: "vpc-id", Values: [Vpc?.VpcId ?? ""] },
      { Name: "private-dns-name", Values: ["ip-10-9-1-9.*"] },
      { Name: "tag:Name", Values: ["DC1-*"] },
      { Name: "architecture", Values: ["x86_64"] },
      { Name: "instance.group-name", Values: ["default"] },
    ]);
    expect(found?.Instances).toMatchObject([{ SubnetId: Subnet?.SubnetId, PrivateIpAddress: "10.9.1.9", Tags }]);
    expect(found?.Instances[0]?.PublicIpAddress).toBeUndefined();
  });

  it.each<[string, Partial<RunInstancesCommandInput>]>([
    ["MissingParameter", { ImageId: undefined }],
    ["MissingParameter", { MaxCount: undefined }],
    ["InvalidAMIID.Malformed", { ImageId: "debian" }],
    ["MissingParameter", { BlockDeviceMappings: [{ DeviceName: "/dev/sdf", Ebs: { VolumeType: "gp3" } }] }],
    ["InvalidParameterValue", { MinCount: 0 }],
    ["InvalidParameterCombination", { MinCount: 2 }],
    ["InvalidSubnetID.NotFound", { SubnetId: "subnet-0123456789abcdef0" }],
    ["InvalidGroup.NotFound", { SecurityGroups: ["nobody"] }],
    ["InvalidParameterValue", { Placement: { AvailabilityZone: "us-east-1a" } }],
    ["InvalidParameterValue", { PrivateIpAddress: "10.0.0.9" }],
    ["InvalidParameterCombination", { SubnetId: "subnet-1", NetworkInterfaces: [{ DeviceIndex: 0 }] }],
    ["InvalidLaunchTemplateName.NotFoundException", { LaunchTemplate: { LaunchTemplateName: "none" } }],
    ["MissingParameter", { BlockDeviceMappings: [{ DeviceName: "/dev/sdb" }] }],
    ["DryRunOperation", { DryRun: true }],
  ])("is refused with %s for %j", async (code, input) => {
    expect((await errorOf(run(input))).code).toBe(code);
    expect(await describeAll()).toEqual([]);
  });

  it("leaves nothing behind when the machine cannot be attached", async () => {
    plane.attach = async () => Promise.reject(new Error("no namespace"));
    expect(await errorOf(run())).toMatchObject({ code: "InternalError", status: 500 });
    expect(await describeAll()).toEqual([]);
  });
});

describe("ModifyInstanceAttribute", () => {
  async function launched(input: object = {}) {
    const { Instances } = await run(input);
    await reached("running");
    const InstanceId = Instances?.[0]?.InstanceId ?? "";
    const modify = (input: object) => cloud.ec2.send(new ModifyInstanceAttributeCommand({ InstanceId, ...input }));
    const read = async (Attribute: string) =>
      cloud.ec2.send(new DescribeInstanceAttributeCommand({ InstanceId, Attribute: Attribute as "userData" }));
    return { InstanceId, modify, read };
  }

  it("changes what may change while the instance runs", async () => {
    const { modify, read } = await launched();
    await modify({ SourceDestCheck: { Value: false } });
    expect(await read("sourceDestCheck")).toMatchObject({ SourceDestCheck: { Value: false } });
    await modify({ Attribute: "instanceInitiatedShutdownBehavior", Value: "terminate" });
    expect(await read("instanceInitiatedShutdownBehavior")).toMatchObject({
      InstanceInitiatedShutdownBehavior: { Value: "terminate" },
    });
    expect((await errorOf(modify({ InstanceType: { Value: "t3.micro" } }))).code).toBe("IncorrectInstanceState");
  });

  it("changes whether the root's volume goes with the instance, and nothing of devices that it does not have", async () => {
    const { InstanceId = "", modify } = await launched();
    const goes = async () => {
      const { Reservations } = await cloud.ec2.send(new DescribeInstancesCommand({ InstanceIds: [InstanceId] }));
      return Reservations?.[0]?.Instances?.[0]?.BlockDeviceMappings?.map(({ Ebs }) => Ebs?.DeleteOnTermination);
    };
    const mapping = (DeviceName: string) => ({
      BlockDeviceMappings: [{ DeviceName, Ebs: { DeleteOnTermination: false } }],
    });
    expect(await goes()).toEqual([true]);
    expect((await errorOf(modify(mapping("/dev/sdz")))).code).toBe("InvalidInstanceAttributeValue");
    expect(await goes()).toEqual([true]);
    await modify(mapping("/dev/xvda"));
    expect(await goes()).toEqual([false]);
  });

  it("changes the rest while it is stopped", async () => {
    const { InstanceId, modify, read } = await launched();
    await cloud.ec2.send(new StopInstancesCommand({ InstanceIds: [InstanceId] }));
    await reached("stopped");
    await modify({ InstanceType: { Value: "t3.micro" } });
    await modify({ UserData: { Value: Buffer.from("#!/bin/sh") } });
    expect(await read("instanceType")).toMatchObject({ InstanceType: { Value: "t3.micro" } });
    expect(await read("userData")).toMatchObject({ UserData: { Value: Buffer.from("#!/bin/sh").toString("base64") } });
  });

  it("protects from being stopped", async () => {
    const { InstanceId, modify, read } = await launched({ DisableApiStop: true });
    expect(await read("disableApiStop")).toMatchObject({ DisableApiStop: { Value: true } });
    const stop = () => cloud.ec2.send(new StopInstancesCommand({ InstanceIds: [InstanceId] }));
    expect(await errorOf(stop())).toMatchObject({
      code: "OperationNotPermitted",
      message: `The instance '${InstanceId}' may not be stopped. Modify its 'disableApiStop' instance attribute and try again.`,
    });
    await modify({ DisableApiStop: { Value: false } });
    await stop();
  });

  it.each([true, false])("shows detailed monitoring as it was asked for: %s", async (Enabled) => {
    const { Instances } = await run({ Monitoring: { Enabled } });
    expect(Instances?.[0]?.Monitoring).toEqual({ State: Enabled ? "enabled" : "disabled" });
  });

  it("protects from termination", async () => {
    const { InstanceId, modify } = await launched();
    await modify({ DisableApiTermination: { Value: true } });
    const terminate = () => cloud.ec2.send(new TerminateInstancesCommand({ InstanceIds: [InstanceId] }));
    expect(await errorOf(terminate())).toMatchObject({
      code: "OperationNotPermitted",
      message: `The instance '${InstanceId}' may not be terminated. Modify its 'disableApiTermination' instance attribute and try again.`,
    });
    await modify({ DisableApiTermination: { Value: false } });
    await terminate();
    await reached("terminated");
  });

  it.each([
    ["InvalidParameterCombination", {}],
    ["InvalidParameterCombination", { EbsOptimized: { Value: true }, SourceDestCheck: { Value: true } }],
    ["InvalidParameterValue", { Attribute: "kernel", Value: "x" }],
    ["InvalidGroup.NotFound", { Groups: ["sg-0123456789abcdef0"] }],
  ])("is refused with %s for %j", async (code, input) => {
    const { modify } = await launched();
    expect((await errorOf(modify(input))).code).toBe(code);
  });
});
