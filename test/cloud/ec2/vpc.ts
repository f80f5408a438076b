import type { TestCloud } from "../local.ts";

/** Two hubs in two public subnets, as a template. Instances have no Elastic IP yet. */
export const vpcTemplate = {
  Resources: {
    Vpc: { Type: "AWS::EC2::VPC", Properties: { CidrBlock: "10.0.0.0/16" } },
    Gateway: { Type: "AWS::EC2::InternetGateway" },
    Attachment: {
      Type: "AWS::EC2::VPCGatewayAttachment",
      Properties: { VpcId: { Ref: "Vpc" }, InternetGatewayId: { Ref: "Gateway" } },
    },
    Routes: { Type: "AWS::EC2::RouteTable", Properties: { VpcId: { Ref: "Vpc" } } },
    Default: {
      Type: "AWS::EC2::Route",
      DependsOn: "Attachment",
      Properties: {
        RouteTableId: { Ref: "Routes" },
        DestinationCidrBlock: "0.0.0.0/0",
        GatewayId: { Ref: "Gateway" },
      },
    },
    ...subnet("SubnetA", "10.0.0.0/24", 0),
    ...subnet("SubnetB", "10.0.1.0/24", 1),
    Firewall: {
      Type: "AWS::EC2::SecurityGroup",
      Properties: {
        GroupDescription: "hubs",
        VpcId: { Ref: "Vpc" },
        SecurityGroupIngress: [{ IpProtocol: "udp", FromPort: 51820, ToPort: 51822, CidrIp: "0.0.0.0/0" }],
      },
    },
    ...hub("Primary", "SubnetA", "10.0.0.10", "DC1-SP1"),
    ...hub("Standby", "SubnetB", "10.0.1.10", "DC1-SP2"),
    Address: { Type: "AWS::EC2::EIP", Properties: { Domain: "vpc" } },
  },
  Outputs: { AllocationId: { Value: { "Fn::GetAtt": ["Address", "AllocationId"] } } },
};

function subnet(id: string, cidr: string, zone: number) {
  return {
    [id]: {
      Type: "AWS::EC2::Subnet",
      Properties: {
        VpcId: { Ref: "Vpc" },
        CidrBlock: cidr,
        AvailabilityZone: { "Fn::Select": [zone, { "Fn::GetAZs": "" }] },
        MapPublicIpOnLaunch: true,
      },
    },
    [`${id}Routes`]: {
      Type: "AWS::EC2::SubnetRouteTableAssociation",
      Properties: { SubnetId: { Ref: id }, RouteTableId: { Ref: "Routes" } },
    },
  };
}

function hub(id: string, subnetId: string, address: string, name: string) {
  return {
    [id]: {
      Type: "AWS::EC2::Instance",
      Properties: {
        ImageId: "ami-0123456789abcdef0",
        InstanceType: "t3.micro",
        SubnetId: { Ref: subnetId },
        PrivateIpAddress: address,
        SecurityGroupIds: [{ "Fn::GetAtt": ["Firewall", "GroupId"] }],
        SourceDestCheck: false,
        Tags: [{ Key: "Name", Value: name }],
      },
    },
  };
}

export interface Hubs {
  primary: string;
  standby: string;
  allocationId: string;
  groupId: string;
  vpcId: string;
}

export async function deployHubs(cloud: TestCloud): Promise<Hubs> {
  const { resources, outputs } = await cloud.deploy("hubs", vpcTemplate, ".");
  return {
    primary: resources.Primary ?? "",
    standby: resources.Standby ?? "",
    allocationId: outputs.AllocationId ?? "",
    groupId: resources.Firewall ?? "",
    vpcId: resources.Vpc ?? "",
  };
}
