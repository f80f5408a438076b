import { UpdateStackCommand } from "@aws-sdk/client-cloudformation";
import { CreateTagsCommand, DescribeInstancesCommand, DescribeSecurityGroupsCommand } from "@aws-sdk/client-ec2";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { stacksOf } from "../cloudformation/stacks.ts";
import { startCloud, type TestCloud } from "../local.ts";
import { type RecordingDataPlane, recordingDataPlane } from "../recorder.ts";
import { vpcTemplate } from "./vpc.ts";

type Resources = Record<string, { Properties: Record<string, unknown> }>;

let plane: RecordingDataPlane;
let cloud: TestCloud;
let stacks: ReturnType<typeof stacksOf>;
let made: Record<string, string>;
beforeEach(async () => {
  plane = recordingDataPlane();
  cloud = await startCloud({ dataPlane: plane });
  stacks = stacksOf(cloud);
  made = (await cloud.deploy("hubs", vpcTemplate, ".")).resources;
  plane.orders.length = 0;
});
afterEach(async () => {
  stacks.client.destroy();
  await cloud.close();
});

/** Updates the stack with other properties of some resources; gives their physical IDs afterwards. */
async function change(changes: Record<string, Record<string, unknown>>) {
  const template = structuredClone(vpcTemplate) as unknown as { Resources: Resources };
  for (const [id, properties] of Object.entries(changes))
    Object.assign(template.Resources[id]?.Properties ?? {}, properties);
  const TemplateBody = JSON.stringify(template);
  await stacks.client.send(new UpdateStackCommand({ StackName: "hubs", TemplateBody }));
  expect((await stacks.settled("hubs")).status).toBe("UPDATE_COMPLETE");
  return stacks.resources("hubs");
}

async function instance(id = "") {
  const { Reservations = [] } = await cloud.ec2.send(new DescribeInstancesCommand({ InstanceIds: [id] }));
  return Reservations[0]?.Instances?.[0];
}

describe("an update of", () => {
  it("an instance's flags changes it while it runs", async () => {
    const after = await change({ Primary: { SourceDestCheck: true, Tags: [{ Key: "Name", Value: "renamed" }] } });
    expect(after.Primary).toBe(made.Primary);
    const now = await instance(made.Primary);
    expect(now?.SourceDestCheck).toBe(true);
    expect(now?.Tags?.find(({ Key }) => Key === "Name")?.Value).toBe("renamed");
    expect(plane.orders.filter((order) => order.startsWith("stop"))).toEqual([]);
  });

  it("an instance's tags changes those of the template and leaves the others", async () => {
    const tagged = { Resources: [made.Primary ?? ""], Tags: [{ Key: "hubshift:maintenance", Value: "on" }] };
    await cloud.ec2.send(new CreateTagsCommand(tagged));
    await change({ Primary: { Tags: [{ Key: "Team", Value: "network" }] } });
    const tags = new Map((await instance(made.Primary))?.Tags?.map(({ Key, Value }) => [Key, Value]));
    expect([tags.get("hubshift:maintenance"), tags.get("Team"), tags.has("Name")]).toEqual(["on", "network", false]);
  });

  it("an instance's size stops it and starts it again", async () => {
    const after = await change({ Primary: { InstanceType: "t3.large" } });
    expect(after.Primary).toBe(made.Primary);
    expect(await instance(made.Primary)).toMatchObject({ InstanceType: "t3.large", State: { Name: "running" } });
    expect(plane.orders).toContain(`stop ${made.Primary} shutdown`);
  });

  it("an instance's image makes another one, and then terminates the first", async () => {
    const after = await change({ Standby: { ImageId: "ami-another", PrivateIpAddress: "10.0.1.99" } });
    expect(after.Standby).not.toBe(made.Standby);
    expect(await instance(after.Standby)).toMatchObject({ ImageId: "ami-another", State: { Name: "running" } });
    expect((await instance(made.Standby))?.State?.Name).toBe("terminated");
  });

  it("a security group's own rules leaves those alone that are resources of their own", async () => {
    const own = { IpProtocol: "tcp", FromPort: 22, ToPort: 22, CidrIp: "198.51.100.0/24" };
    const TemplateBody = JSON.stringify({
      ...vpcTemplate,
      Resources: {
        ...vpcTemplate.Resources,
        Ssh: { Type: "AWS::EC2::SecurityGroupIngress", Properties: { GroupId: { Ref: "Firewall" }, ...own } },
      },
    });
    await stacks.client.send(new UpdateStackCommand({ StackName: "hubs", TemplateBody }));
    await stacks.settled("hubs");
    const wider = JSON.parse(TemplateBody);
    wider.Resources.Firewall.Properties.SecurityGroupIngress[0].ToPort = 51900;
    await stacks.client.send(new UpdateStackCommand({ StackName: "hubs", TemplateBody: JSON.stringify(wider) }));
    expect((await stacks.settled("hubs")).status).toBe("UPDATE_COMPLETE");
    const groups = new DescribeSecurityGroupsCommand({ GroupIds: [made.Firewall as string] });
    const { SecurityGroups = [] } = await cloud.ec2.send(groups);
    const ports = SecurityGroups[0]?.IpPermissions?.map(({ FromPort, ToPort }) => `${FromPort}-${ToPort}`);
    expect(ports?.sort()).toEqual(["22-22", "51820-51900"]);
    expect(plane.orders.at(-1)).toContain("udp 51820-51900 0.0.0.0/0");
  });

  it("an association moves the address in one step", async () => {
    const at = (hub: string) =>
      JSON.stringify({
        ...vpcTemplate,
        Resources: {
          ...vpcTemplate.Resources,
          Held: {
            Type: "AWS::EC2::EIPAssociation",
            Properties: { AllocationId: { "Fn::GetAtt": ["Address", "AllocationId"] }, InstanceId: { Ref: hub } },
          },
        },
      });
    for (const hub of ["Primary", "Standby"]) {
      await stacks.client.send(new UpdateStackCommand({ StackName: "hubs", TemplateBody: at(hub) }));
      expect((await stacks.settled("hubs")).status).toBe("UPDATE_COMPLETE");
    }
    const moves = plane.orders.filter((order) => order.startsWith(`associate ${made.Address} `));
    expect(moves).toEqual([
      `associate ${made.Address} ${made.Primary} 10.0.0.10`,
      `associate ${made.Address} ${made.Standby} 10.0.1.10`,
    ]);
  });
});
