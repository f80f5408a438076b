import { CreateStackCommand, DescribeStackEventsCommand } from "@aws-sdk/client-cloudformation";
import { EC2Client, RunInstancesCommand, type RunInstancesCommandInput } from "@aws-sdk/client-ec2";
import { EventBridgeClient, PutRuleCommand, PutTargetsCommand } from "@aws-sdk/client-eventbridge";
import { LambdaClient, UpdateFunctionConfigurationCommand } from "@aws-sdk/client-lambda";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { assume } from "../assumed.ts";
import { stacksOf, template } from "../cloudformation/stacks.ts";
import { errorOf, startCloud, type TestCloud } from "../local.ts";

const ACCOUNT = "111122223333";
const WORKER = `arn:aws:iam::${ACCOUNT}:role/worker`;
const IMAGE = { ImageId: "ami-0123456789abcdef0", MinCount: 1, MaxCount: 1 };
const refused = (name: string, session = "me") =>
  `User: arn:aws:sts::${ACCOUNT}:assumed-role/${name}/${session} is not authorized to perform: iam:PassRole on resource: ${WORKER} because no identity-based policy allows the iam:PassRole action`;

const role = (RoleName: string, Principal: object, ...Statement: object[]) => ({
  Type: "AWS::IAM::Role",
  Properties: {
    RoleName,
    AssumeRolePolicyDocument: { Statement: [{ Effect: "Allow", Principal, Action: "sts:AssumeRole" }] },
    Policies: Statement.length > 0 ? [{ PolicyName: "own", PolicyDocument: { Statement } }] : [],
  },
});
const WORK = { Effect: "Allow", Action: ["ec2:*", "lambda:*", "events:*", "cloudformation:*"], Resource: "*" };
const passing = (Resource: string, service: string) => ({
  Effect: "Allow",
  Action: "iam:PassRole",
  Resource,
  Condition: { StringEquals: { "iam:PassedToService": service } },
});
const US = { AWS: ACCOUNT };
const CLOUDFORMATION = "cloudformation.amazonaws.com";

const Resources = {
  Worker: role("worker", { Service: ["ec2.amazonaws.com", "lambda.amazonaws.com"] }),
  Profile: {
    Type: "AWS::IAM::InstanceProfile",
    Properties: { InstanceProfileName: "of-worker", Roles: [{ Ref: "Worker" }] },
  },
  Template: {
    Type: "AWS::EC2::LaunchTemplate",
    Properties: { LaunchTemplateName: "t", LaunchTemplateData: { IamInstanceProfile: { Name: "of-worker" } } },
  },
  Clerk: role("clerk", US, WORK, passing(`arn:aws:iam::${ACCOUNT}:role/*maker`, CLOUDFORMATION)),
  Passer: role("passer", US, WORK, passing(WORKER, "ec2.amazonaws.com"), passing(WORKER, "events.amazonaws.com")),
  Maker: role("maker", { Service: CLOUDFORMATION }, passing(WORKER, "ec2.amazonaws.com")),
  PoorMaker: role("poor-maker", { Service: CLOUDFORMATION }, WORK),
};

let cloud: TestCloud;
beforeAll(async () => {
  cloud = await startCloud();
  await cloud.deploy("roles", { Resources }, ".");
});
afterAll(() => cloud.close());

/** A client that acts as a role of this account, while `use` lasts. */
async function as<C extends { destroy(): void }, T>(
  name: string,
  Client: new (config: TestCloud["config"]) => C,
  use: (client: C) => Promise<T>,
): Promise<T> {
  const client = new Client({ ...cloud.config, credentials: await assume(cloud.sts, name) });
  return use(client).finally(() => client.destroy());
}

describe("who gives a service a role must be allowed to pass it", () => {
  const launch = (name: string, more: Partial<RunInstancesCommandInput>) =>
    as(name, EC2Client, (ec2) => ec2.send(new RunInstancesCommand({ ...IMAGE, ...more })));

  it.each([
    ["by name", { IamInstanceProfile: { Name: "of-worker" } }],
    ["by ARN", { IamInstanceProfile: { Arn: `arn:aws:iam::${ACCOUNT}:instance-profile/of-worker` } }],
    ["in a launch template", { LaunchTemplate: { LaunchTemplateName: "t" } }],
  ])("with the profile of an instance, %s", async (_, profile) => {
    expect((await launch("clerk", {})).Instances).toHaveLength(1);
    expect(await errorOf(launch("clerk", profile))).toEqual({
      code: "UnauthorizedOperation",
      status: 403,
      message: `You are not authorized to perform this operation. ${refused("clerk")}`,
    });
    expect((await launch("passer", profile)).Instances).toHaveLength(1);
  });

  it("with a function, and to the service that the policy names alone", async () => {
    const configure = (name: string) =>
      as(name, LambdaClient, (lambda) =>
        lambda.send(new UpdateFunctionConfigurationCommand({ FunctionName: "f", Role: WORKER })),
      );
    for (const name of ["clerk", "passer"])
      expect(await errorOf(configure(name))).toMatchObject({ code: "AccessDeniedException", message: refused(name) });
  });

  it("with a rule, and with its targets", async () => {
    const Targets = [{ Id: "one", Arn: `arn:aws:states:eu-west-1:${ACCOUNT}:stateMachine:s`, RoleArn: WORKER }];
    const rule = { Name: "r", ScheduleExpression: "rate(1 day)" };
    const put = (name: string, RoleArn?: string) =>
      as(name, EventBridgeClient, (events) => events.send(new PutRuleCommand({ ...rule, RoleArn })));
    const aim = (name: string) =>
      as(name, EventBridgeClient, (events) => events.send(new PutTargetsCommand({ Rule: "r", Targets })));
    await put("clerk");
    const denied = { code: "AccessDeniedException", message: refused("clerk") };
    expect(await errorOf(put("clerk", WORKER))).toMatchObject(denied);
    expect(await errorOf(aim("clerk"))).toMatchObject(denied);
    await put("passer", WORKER);
    expect((await aim("passer")).FailedEntryCount).toBe(0);
  });
});

describe("a stack whose resources get roles", () => {
  const subnet = async () =>
    (await as("passer", EC2Client, (ec2) => ec2.send(new RunInstancesCommand(IMAGE)))).Instances?.[0]?.SubnetId;

  async function made(StackName: string, by: string, RoleARN?: string) {
    const Properties = { ImageId: IMAGE.ImageId, SubnetId: await subnet(), IamInstanceProfile: "of-worker" };
    const TemplateBody = template({ Hub: { Type: "AWS::EC2::Instance", Properties } });
    const { client, settled } = stacksOf(cloud);
    const credentials = await assume(cloud.sts, by);
    const own = stacksOf({ ...cloud, config: { ...cloud.config, credentials } } as TestCloud).client;
    try {
      await own.send(new CreateStackCommand({ StackName, TemplateBody, RoleARN }));
      const { status } = await settled(StackName);
      const { StackEvents = [] } = await client.send(new DescribeStackEventsCommand({ StackName }));
      const failed = StackEvents.find(({ ResourceStatus }) => ResourceStatus === "CREATE_FAILED");
      return { status, reason: failed?.ResourceStatusReason };
    } finally {
      own.destroy();
      client.destroy();
    }
  }

  it("is made for whoever may pass them, and for nobody else", async () => {
    expect((await made("passed", "passer")).status).toBe("CREATE_COMPLETE");
    const reason = `${refused("clerk")} (AccessDenied)`;
    expect(await made("refused", "clerk")).toEqual({ status: "ROLLBACK_COMPLETE", reason });
  });

  it("is made by its role, where it has one", async () => {
    const arn = (name: string) => `arn:aws:iam::${ACCOUNT}:role/${name}`;
    expect((await made("by-role", "clerk", arn("maker"))).status).toBe("CREATE_COMPLETE");
    const reason = `${refused("poor-maker", "AWSCloudFormation")} (AccessDenied)`;
    expect(await made("by-poor-role", "clerk", arn("poor-maker"))).toEqual({ status: "ROLLBACK_COMPLETE", reason });
    expect(await errorOf(made("not-lent", "passer", arn("maker")))).toMatchObject({ code: "AccessDenied" });
  });
});
