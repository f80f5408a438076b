import { DescribeAddressesCommand, DescribeInstancesCommand, DescribeVpcsCommand } from "@aws-sdk/client-ec2";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { startCloud, type TestCloud } from "../local.ts";
import { recordingDataPlane } from "../recorder.ts";
import { vpcTemplate } from "./vpc.ts";

let cloud: TestCloud;
const plane = recordingDataPlane();
beforeEach(async () => {
  plane.orders.length = 0;
  cloud = await startCloud({ dataPlane: plane });
});
afterEach(() => cloud.close());

const deploy = (extra: object) =>
  cloud.deploy("s", { ...vpcTemplate, Resources: { ...vpcTemplate.Resources, ...extra } }, ".");

describe("a template's association", () => {
  it("is in effect when the stack is there", async () => {
    const { resources } = await deploy({
      Association: {
        Type: "AWS::EC2::EIPAssociation",
        Properties: { AllocationId: { "Fn::GetAtt": ["Address", "AllocationId"] }, InstanceId: { Ref: "Primary" } },
      },
    });
    expect(plane.orders).toContain(`associate 203.0.113.10 ${resources.Primary} 10.0.0.10`);
    const { Addresses } = await cloud.ec2.send(new DescribeAddressesCommand());
    expect(Addresses?.[0]).toMatchObject({ AssociationId: resources.Association, InstanceId: resources.Primary });
  });
});

describe("a launch template", () => {
  it("lies below the instance's own properties", async () => {
    const { resources } = await deploy({
      Template: {
        Type: "AWS::EC2::LaunchTemplate",
        Properties: {
          LaunchTemplateData: {
            ImageId: "ami-0123456789abcdef1",
            InstanceType: "t4g.nano",
            MetadataOptions: { HttpTokens: "required" },
            TagSpecifications: [{ ResourceType: "instance", Tags: [{ Key: "Name", Value: "third" }] }],
          },
        },
      },
      Third: {
        Type: "AWS::EC2::Instance",
        Properties: {
          LaunchTemplate: {
            LaunchTemplateId: { Ref: "Template" },
            Version: { "Fn::GetAtt": ["Template", "LatestVersionNumber"] },
          },
          InstanceType: "t4g.small",
          NetworkInterfaces: [{ DeviceIndex: "0", SubnetId: { Ref: "SubnetA" }, AssociatePublicIpAddress: false }],
        },
      },
    });
    const { Reservations } = await cloud.ec2.send(
      new DescribeInstancesCommand({ InstanceIds: [resources.Third ?? ""] }),
    );
    const third = Reservations?.[0]?.Instances?.[0];
    expect(third).toMatchObject({
      ImageId: "ami-0123456789abcdef1",
      InstanceType: "t4g.small",
      Architecture: "arm64",
      MetadataOptions: { HttpTokens: "required" },
      PrivateIpAddress: "10.0.0.4",
      SecurityGroups: [{ GroupName: "default" }],
    });
    expect(third?.PublicIpAddress).toBeUndefined();
    expect(third?.Tags).toContainEqual({ Key: "Name", Value: "third" });
  });
});

describe("what AWS refuses in a template", () => {
  const subnet = (more: object) => ({
    Third: { Type: "AWS::EC2::Subnet", Properties: { VpcId: { Ref: "Vpc" }, CidrBlock: "10.0.2.0/24", ...more } },
  });
  const instance = (more: object) => ({
    Third: {
      Type: "AWS::EC2::Instance",
      DependsOn: ["Primary", "Standby"],
      Properties: { ImageId: "ami-0123456789abcdef0", SubnetId: { Ref: "SubnetA" }, ...more },
    },
  });

  it.each<[string, object, string]>([
    ["a subnet outside the VPC", subnet({ CidrBlock: "10.1.0.0/24" }), "InvalidSubnet.Range"],
    [
      "a subnet inside another",
      { ...subnet({ CidrBlock: "10.0.0.128/25", AvailabilityZone: "eu-west-1a" }) },
      "InvalidSubnet.Conflict",
    ],
    ["a subnet that is no prefix", subnet({ CidrBlock: "10.0.2.0" }), "InvalidParameterValue"],
    ["a subnet that is too small", subnet({ CidrBlock: "10.0.2.0/29" }), "InvalidSubnet.Range"],
    ["a zone that is not there", subnet({ AvailabilityZone: "eu-west-1z" }), "InvalidParameterValue"],
    [
      "a VPC that is too large",
      { Other: { Type: "AWS::EC2::VPC", Properties: { CidrBlock: "10.0.0.0/8" } } },
      "InvalidVpc.Range",
    ],
    ["a VPC without a prefix", { Other: { Type: "AWS::EC2::VPC", Properties: {} } }, "ValidationError"],
    ["an address that is taken", instance({ PrivateIpAddress: "10.0.0.10" }), "InvalidIPAddress.InUse"],
    ["an address that EC2 keeps", instance({ PrivateIpAddress: "10.0.0.3" }), "InvalidParameterValue"],
    ["an address of another subnet", instance({ PrivateIpAddress: "10.0.1.20" }), "InvalidParameterValue"],
    ["a group that is not there", instance({ SecurityGroupIds: ["sg-0123456789abcdef0"] }), "InvalidGroup.NotFound"],
    [
      "a launch template that is not there",
      instance({ LaunchTemplate: { LaunchTemplateName: "none", Version: "1" } }),
      "InvalidLaunchTemplateName.NotFoundException",
    ],
    [
      "a second default route",
      {
        Second: {
          Type: "AWS::EC2::Route",
          DependsOn: ["Attachment", "Default"],
          Properties: {
            RouteTableId: { Ref: "Routes" },
            DestinationCidrBlock: "0.0.0.0/0",
            GatewayId: { Ref: "Gateway" },
          },
        },
      },
      "RouteAlreadyExists",
    ],
    [
      "an address twice",
      {
        First: { Type: "AWS::EC2::EIP", Properties: { InstanceId: { Ref: "Primary" } } },
        Second: {
          Type: "AWS::EC2::EIPAssociation",
          Properties: { EIP: { Ref: "First" }, InstanceId: { Ref: "Standby" } },
        },
      },
      "Resource.AlreadyAssociated",
    ],
  ])("%s", async (_, extra, code) => {
    await expect(deploy(extra)).rejects.toThrow(`(${code})`);
    const Filters = [{ Name: "is-default", Values: ["false"] }];
    expect((await cloud.ec2.send(new DescribeVpcsCommand({ Filters }))).Vpcs, "rolled back").toEqual([]);
    const { Addresses } = await cloud.ec2.send(new DescribeAddressesCommand());
    expect(Addresses, "rolled back").toEqual([]);
  });

  it("what the machine refuses", async () => {
    const attach = plane.attach;
    plane.attach = async () => Promise.reject(new Error("no namespace"));
    await expect(deploy({})).rejects.toThrow(/^(Primary|Standby) \(AWS::EC2::Instance\): Error: no namespace/);
    plane.attach = attach;
    expect((await cloud.ec2.send(new DescribeInstancesCommand())).Reservations).toEqual([]);
  });

  it("the same stack twice", async () => {
    await deploy({});
    await expect(deploy({})).rejects.toMatchObject({ code: "AlreadyExistsException" });
  });
});
