import { Match, Template } from "aws-cdk-lib/assertions";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { WanPlan } from "../../src/plan/index.ts";
import { type Statement, summary } from "./statements.ts";
import { type Assembly, dc1, synthesizeInto } from "./synthesized.ts";

let plan: WanPlan;
let assembly: Assembly;
let template: Template;

beforeAll(async () => {
  const reference = await dc1();
  const [primary, standby] = reference.hubs;
  plan = {
    ...reference,
    hubs: [
      { ...primary, instanceType: "t4g.small" },
      { ...standby, instanceType: "t4g.small" },
    ],
    firewall: { ...reference.firewall, trustedSsh: ["192.0.2.0/24", "198.51.100.7/32"] },
  };
  assembly = await synthesizeInto(plan);
  template = Template.fromJSON(assembly.template);
}, 30_000);
afterAll(() => assembly.remove());

const named = (value: string) => Match.arrayWith([{ Key: "Name", Value: value }]);

describe("the network", () => {
  it("has the plan's ranges, one public subnet in each of two zones, and no NAT gateway", () => {
    template.hasResourceProperties("AWS::EC2::VPC", { CidrBlock: plan.vpc.cidr });
    template.resourceCountIs("AWS::EC2::Subnet", 2);
    template.resourceCountIs("AWS::EC2::NatGateway", 0);
    for (const { cidr, zone } of plan.vpc.subnets) {
      template.hasResourceProperties("AWS::EC2::Subnet", {
        CidrBlock: cidr,
        AvailabilityZone: { "Fn::Select": [zone, { "Fn::GetAZs": "" }] },
        MapPublicIpOnLaunch: true,
      });
    }
  });

  it("reaches the internet through its gateway, once that is attached", () => {
    const attachments = Object.keys(template.findResources("AWS::EC2::VPCGatewayAttachment"));
    const gateways = Object.keys(template.findResources("AWS::EC2::InternetGateway"));
    expect([attachments.length, gateways.length]).toEqual([1, 1]);
    template.hasResource("AWS::EC2::Route", {
      Properties: { DestinationCidrBlock: "0.0.0.0/0", GatewayId: { Ref: gateways[0] } },
      DependsOn: attachments,
    });
    template.resourceCountIs("AWS::EC2::SubnetRouteTableAssociation", 2);
  });

  it("lets in WireGuard from anywhere, SSH from the trusted sources, and nothing else", () => {
    const groups = Object.values(template.findResources("AWS::EC2::SecurityGroup"));
    expect(groups).toHaveLength(1);
    template.resourceCountIs("AWS::EC2::SecurityGroupIngress", 0);
    const rules = groups[0]?.Properties.SecurityGroupIngress as Record<string, unknown>[];
    const short = rules.map((rule) => [rule.IpProtocol, rule.FromPort, rule.ToPort, rule.CidrIp].join(" "));
    expect(short).toEqual(["udp 51820 51822 0.0.0.0/0", "tcp 22 22 192.0.2.0/24", "tcp 22 22 198.51.100.7/32"]);
    expect(groups[0]?.Properties.SecurityGroupEgress).toMatchObject([{ IpProtocol: "-1", CidrIp: "0.0.0.0/0" }]);
  });
});

describe("the hubs", () => {
  it("are two instances that forward packets, at the plan's addresses", () => {
    template.resourceCountIs("AWS::EC2::Instance", 2);
    for (const hub of plan.hubs) {
      template.hasResourceProperties("AWS::EC2::Instance", {
        PrivateIpAddress: hub.privateAddress,
        InstanceType: hub.instanceType,
        SourceDestCheck: false,
        Tags: named(hub.name),
      });
    }
  });

  it("are hardened: IMDSv2 only, an encrypted disk", () => {
    template.allResourcesProperties("AWS::EC2::Instance", {
      MetadataOptions: { HttpTokens: "required" },
      BlockDeviceMappings: [{ DeviceName: { Ref: "HubRootDevice" }, Ebs: { Encrypted: true, VolumeType: "gp3" } }],
      PropagateTagsToVolumeOnCreation: true,
    });
    template.hasParameter("HubRootDevice", { Default: "/dev/xvda" });
  });

  it("can be reached by Systems Manager and may do nothing else in AWS", () => {
    const roles = template.findResources("AWS::IAM::Role", {
      Properties: { AssumeRolePolicyDocument: { Statement: [{ Principal: { Service: "ec2.amazonaws.com" } }] } },
    });
    const [id] = Object.keys(roles);
    expect(Object.keys(roles)).toHaveLength(1);
    const { ManagedPolicyArns, Policies } = roles[id as string]?.Properties ?? {};
    expect(ManagedPolicyArns).toBeUndefined();
    const granted = Policies.flatMap((policy: { PolicyDocument: { Statement: Statement[] } }) =>
      policy.PolicyDocument.Statement.map(summary),
    );
    expect(granted).toEqual([
      "ssm:UpdateInstanceInformation ssmmessages:CreateControlChannel ssmmessages:CreateDataChannel " +
        "ssmmessages:OpenControlChannel ssmmessages:OpenDataChannel on *",
    ]);
    expect(Object.keys(template.findResources("AWS::IAM::Policy", { Properties: { Roles: [{ Ref: id }] } }))).toEqual(
      [],
    );
    template.hasResourceProperties("AWS::IAM::InstanceProfile", { Roles: [{ Ref: id }] });
  });

  it("run Debian 12 for their processor", () => {
    template.hasParameter("HubImage", {
      Type: "AWS::SSM::Parameter::Value<AWS::EC2::Image::Id>",
      Default: "/aws/service/debian/release/12/latest/arm64",
    });
    template.allResourcesProperties("AWS::EC2::Instance", { ImageId: { Ref: "HubImage" } });
  });

  it("share one Elastic IP, which starts at the primary", () => {
    const [primary] = Object.keys(
      template.findResources("AWS::EC2::Instance", { Properties: { Tags: named(plan.hubs[0].name) } }),
    );
    const [address] = Object.keys(template.findResources("AWS::EC2::EIP"));
    template.resourceCountIs("AWS::EC2::EIP", 1);
    expect(primary).toBeDefined();
    template.hasResourceProperties("AWS::EC2::EIPAssociation", {
      AllocationId: { "Fn::GetAtt": [address, "AllocationId"] },
      InstanceId: { Ref: primary },
    });
  });
});

it("no SSH rule exists where nobody is trusted", async () => {
  const closed = await synthesizeInto({ ...plan, firewall: { ...plan.firewall, trustedSsh: [] } });
  try {
    const groups = Object.values(Template.fromJSON(closed.template).findResources("AWS::EC2::SecurityGroup"));
    expect(groups[0]?.Properties.SecurityGroupIngress).toMatchObject([{ IpProtocol: "udp" }]);
    expect(groups[0]?.Properties.SecurityGroupIngress).toHaveLength(1);
  } finally {
    await closed.remove();
  }
});
