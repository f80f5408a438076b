import { DescribeVpcsCommand, EC2Client } from "@aws-sdk/client-ec2";
import { EventBridgeClient, ListRulesCommand, PutRuleCommand } from "@aws-sdk/client-eventbridge";
import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startCloud, type TestCloud } from "./local.ts";

let cloud: TestCloud;
beforeAll(async () => {
  cloud = await startCloud();
});
afterAll(() => cloud.close());

const rulesIn = (region: string) => {
  const client = new EventBridgeClient({ ...cloud.config, region });
  const put = (Name: string) => client.send(new PutRuleCommand({ Name, EventPattern: '{"source":["aws.ec2"]}' }));
  const names = async () => (await client.send(new ListRulesCommand())).Rules?.map((rule) => rule.Name);
  return { put, names };
};

describe("regions", () => {
  it("are apart, and named in what they make", async () => {
    const [here, there] = [rulesIn("eu-west-1"), rulesIn("ap-south-1")];
    expect((await there.put("there")).RuleArn).toBe("arn:aws:events:ap-south-1:111122223333:rule/there");
    await here.put("here");
    expect([await here.names(), await there.names()]).toEqual([["here"], ["there"]]);
  });

  it("each have a default VPC, and one account", async () => {
    const config = { ...cloud.config, region: "us-east-1" };
    const [ec2, sts] = [new EC2Client(config), new STSClient(config)];
    const { Vpcs = [] } = await ec2.send(new DescribeVpcsCommand());
    const home = await cloud.ec2.send(new DescribeVpcsCommand());
    expect(Vpcs).toHaveLength(1);
    expect(Vpcs[0]?.VpcId).not.toBe(home.Vpcs?.[0]?.VpcId);
    expect((await sts.send(new GetCallerIdentityCommand())).Account).toBe("111122223333");
    ec2.destroy();
    sts.destroy();
  });
});
