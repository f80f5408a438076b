import { CloudWatchClient, DescribeAlarmsCommand, PutMetricDataCommand } from "@aws-sdk/client-cloudwatch";
import { CloudWatchLogsClient, DescribeLogGroupsCommand } from "@aws-sdk/client-cloudwatch-logs";
import { DescribeVpcsCommand, EC2Client, StartInstancesCommand, StopInstancesCommand } from "@aws-sdk/client-ec2";
import { EventBridgeClient, ListRulesCommand } from "@aws-sdk/client-eventbridge";
import { InvokeCommand, LambdaClient } from "@aws-sdk/client-lambda";
import {
  AssumeRoleCommand,
  type AssumeRoleCommandInput,
  GetCallerIdentityCommand,
  STSClient,
} from "@aws-sdk/client-sts";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { assume } from "../assumed.ts";
import { errorOf, startCloud, type TestCloud } from "../local.ts";
import { callIam } from "../query.ts";
import { signed } from "../signer.ts";

const ACCOUNT = "111122223333";
const INSTANCE = "i-0123456789abcdef0";
const document = (...Statement: object[]) => ({ Version: "2012-10-17", Statement });
const allow = (Action: string, Resource = "*", more: object = {}) => ({ Effect: "Allow", Action, Resource, ...more });
const trusting = (Principal: object, more: object = {}) =>
  document({ Effect: "Allow", Principal, Action: "sts:AssumeRole", ...more });
const inAccount = trusting({ AWS: ACCOUNT });
const role = (RoleName: string, trust: object, statements: object[], more: object = {}) => ({
  Type: "AWS::IAM::Role",
  Properties: {
    RoleName,
    AssumeRolePolicyDocument: trust,
    Policies: [{ PolicyName: "own", PolicyDocument: document(...statements) }],
    ...more,
  },
});

const Resources = {
  Reader: role("reader", inAccount, [allow("ec2:Describe*"), allow("sts:AssumeRole")]),
  Bounded: role("bounded", inAccount, [allow("ec2:*")], { PermissionsBoundary: { Ref: "Boundary" } }),
  Denied: role("denied", inAccount, [allow("*"), { ...allow("ec2:Stop*"), Effect: "Deny" }]),
  Regional: role("regional", inAccount, [
    allow("ec2:*", "*", { Condition: { StringEquals: { "aws:RequestedRegion": "us-east-1" } } }),
    allow("cloudwatch:PutMetricData", "*", { Condition: { StringEquals: { "cloudwatch:namespace": "own" } } }),
  ]),
  Service: role("service", trusting({ Service: "lambda.amazonaws.com" }), []),
  Named: role("named", trusting({ AWS: `arn:aws:iam::${ACCOUNT}:role/regional` }), []),
  Boundary: {
    Type: "AWS::IAM::ManagedPolicy",
    Properties: { ManagedPolicyName: "boundary", PolicyDocument: document(allow("ec2:Describe*")) },
  },
};

let cloud: TestCloud;
beforeAll(async () => {
  cloud = await startCloud();
  await cloud.deploy("roles", { Resources }, ".");
});
afterAll(() => cloud.close());

type Config = TestCloud["config"];

/** The configuration of a client that acts as a role of this account. */
async function as(
  name: string,
  more: Partial<AssumeRoleCommandInput> = {},
  by: Config = cloud.config,
): Promise<Config> {
  const sts = new STSClient(by);
  const credentials = await assume(sts, name, more).finally(() => sts.destroy());
  return { ...cloud.config, credentials };
}

/** The error of each service's client with these settings. */
async function errors(config: Config) {
  const ec2 = new EC2Client(config);
  const sts = new STSClient(config);
  const events = new EventBridgeClient(config);
  const lambda = new LambdaClient(config);
  const cloudwatch = new CloudWatchClient(config);
  const found = {
    ec2: await errorOf(ec2.send(new StartInstancesCommand({ InstanceIds: [INSTANCE] }))),
    sts: await errorOf(
      sts.send(new AssumeRoleCommand({ RoleArn: `arn:aws:iam::${ACCOUNT}:role/service`, RoleSessionName: "me" })),
    ),
    events: await errorOf(events.send(new ListRulesCommand({}))),
    lambda: await errorOf(lambda.send(new InvokeCommand({ FunctionName: "f" }))),
    cloudwatch: await errorOf(cloudwatch.send(new DescribeAlarmsCommand({}))),
  };
  for (const client of [ec2, sts, events, lambda, cloudwatch]) client.destroy();
  return Object.fromEntries(Object.entries(found).map(([name, { code, status }]) => [name, `${status} ${code}`]));
}

describe("a signature", () => {
  const keyOf = (accessKeyId: string, secretAccessKey: string) => ({
    ...cloud.config,
    credentials: { accessKeyId, secretAccessKey },
  });

  it("with another secret is refused in each service's words", async () => {
    expect(await errors(keyOf("test", "guess"))).toEqual({
      ec2: "401 AuthFailure",
      sts: "403 SignatureDoesNotMatch",
      events: "400 InvalidSignatureException",
      lambda: "403 InvalidSignatureException",
      cloudwatch: "403 SignatureDoesNotMatch",
    });
  });

  it("of a key that nobody has is refused too", async () => {
    expect(await errors(keyOf("AKIDEXAMPLE", "secret"))).toEqual({
      ec2: "401 AuthFailure",
      sts: "403 InvalidClientTokenId",
      events: "400 UnrecognizedClientException",
      lambda: "403 UnrecognizedClientException",
      cloudwatch: "403 InvalidClientTokenId",
    });
  });

  it("of temporary credentials needs their token", async () => {
    const { credentials } = await as("reader");
    const ec2 = new EC2Client(keyOf(credentials.accessKeyId, credentials.secretAccessKey));
    expect(await errorOf(ec2.send(new DescribeVpcsCommand()))).toMatchObject({ code: "AuthFailure" });
    ec2.destroy();
  });

  it.each([
    ["another body", { sent: "Action=DescribeAddresses&Version=2016-11-15" }, 401, "AuthFailure"],
    ["another path", { path: "/other" }, 401, "AuthFailure"],
    ["an old signature", { at: -6 * 60_000 }, 401, "AuthFailure"],
    ["a signature from the future", { at: 6 * 60_000 }, 401, "AuthFailure"],
    ["a clock that is a little off", { at: -4 * 60_000 }, 200, "DescribeVpcsResponse"],
  ])(
    "does not fit %s",
    async (_, { sent, path, at = 0 }: { sent?: string; path?: string; at?: number }, status, text) => {
      const body = "Action=DescribeVpcs&Version=2016-11-15";
      const url = new URL("/", cloud.url);
      const headers = { "content-type": "application/x-www-form-urlencoded" };
      const request = { method: "POST", url, service: "ec2", headers, body, at: Date.now() + at };
      const answer = await fetch(new URL(path ?? "/", cloud.url), {
        method: "POST",
        body: sent ?? body,
        headers: signed(request, cloud.rootCredentials),
      });
      expect(answer.status).toBe(status);
      expect(await answer.text()).toContain(text);
    },
  );

  it("holds for paths and queries with characters of all kinds", async () => {
    const lambda = new LambdaClient(cloud.config);
    const FunctionName = `arn:aws:lambda:eu-west-1:${ACCOUNT}:function:none`;
    const invoked = lambda.send(new InvokeCommand({ FunctionName, Qualifier: "$LATEST" }));
    expect(await errorOf(invoked)).toMatchObject({ code: "ResourceNotFoundException" });
    lambda.destroy();
  });
});

describe("a role", () => {
  const me = `arn:aws:sts::${ACCOUNT}:assumed-role`;

  it("does what it may, and is refused the rest in each service's words", async () => {
    const config = await as("reader");
    const ec2 = new EC2Client(config);
    expect((await ec2.send(new DescribeVpcsCommand())).Vpcs).toBeDefined();
    const refused = await errorOf(ec2.send(new StartInstancesCommand({ InstanceIds: [INSTANCE] })));
    expect(refused.message).toBe(
      `You are not authorized to perform this operation. User: ${me}/reader/me is not authorized to perform: ec2:StartInstances on resource: arn:aws:ec2:eu-west-1:${ACCOUNT}:instance/${INSTANCE} because no identity-based policy allows the ec2:StartInstances action`,
    );
    expect(await errors(config)).toEqual({
      ec2: "403 UnauthorizedOperation",
      sts: "403 AccessDenied",
      events: "400 AccessDeniedException",
      lambda: "403 AccessDeniedException",
      cloudwatch: "403 AccessDenied",
    });
    ec2.destroy();
  });

  it("may always know who it is", async () => {
    const sts = new STSClient(await as("denied"));
    expect((await sts.send(new GetCallerIdentityCommand())).Arn).toBe(`${me}/denied/me`);
    sts.destroy();
  });

  it("is kept from what is denied, whatever allows it", async () => {
    const ec2 = new EC2Client(await as("denied"));
    expect(await errorOf(ec2.send(new StartInstancesCommand({ InstanceIds: [INSTANCE], DryRun: true })))).toMatchObject(
      { code: "DryRunOperation" },
    );
    const stopped = await errorOf(ec2.send(new StopInstancesCommand({ InstanceIds: [INSTANCE], DryRun: true })));
    expect(stopped.code).toBe("UnauthorizedOperation");
    expect(stopped.message).toMatch(/ with an explicit deny in an identity-based policy$/);
    ec2.destroy();
  });

  it("goes no further than its boundary", async () => {
    const ec2 = new EC2Client(await as("bounded"));
    await ec2.send(new DescribeVpcsCommand());
    const refused = await errorOf(ec2.send(new StopInstancesCommand({ InstanceIds: [INSTANCE] })));
    expect(refused.message).toMatch(/ because no permissions boundary allows the ec2:StopInstances action$/);
    ec2.destroy();
  });

  it("goes no further than its session's policy", async () => {
    const Policy = JSON.stringify(document(allow("ec2:DescribeAddresses")));
    const ec2 = new EC2Client(await as("reader", { Policy }));
    const refused = await errorOf(ec2.send(new DescribeVpcsCommand()));
    expect(refused.message).toMatch(/ec2:DescribeVpcs because no session policy allows the ec2:DescribeVpcs action$/);
    ec2.destroy();
  });

  it("is held to its conditions", async () => {
    const config = await as("regional");
    const ec2 = new EC2Client(config);
    expect(await errorOf(ec2.send(new DescribeVpcsCommand()))).toMatchObject({ code: "UnauthorizedOperation" });
    ec2.destroy();
    const elsewhere = new EC2Client({ ...config, region: "us-east-1" });
    await elsewhere.send(new DescribeVpcsCommand());
    elsewhere.destroy();
    const cloudwatch = new CloudWatchClient(config);
    const put = (Namespace: string) =>
      cloudwatch.send(new PutMetricDataCommand({ Namespace, MetricData: [{ MetricName: "m", Value: 1 }] }));
    await put("own");
    expect(await errorOf(put("other"))).toMatchObject({ code: "AccessDenied" });
    cloudwatch.destroy();
  });

  it("has no permissions left when it is gone, and its policies count as they are now", async () => {
    const config = await as("reader");
    const logs = new CloudWatchLogsClient(config);
    const list = () => logs.send(new DescribeLogGroupsCommand({}));
    expect(await errorOf(list())).toMatchObject({ code: "AccessDeniedException", status: 400 });
    const which = { RoleName: "reader", PolicyName: "more" };
    await callIam(cloud, "PutRolePolicy", {
      ...which,
      PolicyDocument: JSON.stringify(document(allow("logs:Describe*"))),
    });
    expect((await list()).logGroups).toEqual([]);
    await callIam(cloud, "DeleteRolePolicy", which);
    expect(await errorOf(list())).toMatchObject({ code: "AccessDeniedException" });
    logs.destroy();
  });
});

describe("a trust policy", () => {
  const assume = (name: string, by: Config = cloud.config) => errorOf(as(name, {}, by));

  it("for a service lends the role to nobody else", async () => {
    expect(await assume("service")).toMatchObject({
      code: "AccessDenied",
      message: `User: arn:aws:iam::${ACCOUNT}:root is not authorized to perform: sts:AssumeRole on resource: arn:aws:iam::${ACCOUNT}:role/service`,
    });
  });

  it("for the account leaves it to the caller's own policies", async () => {
    expect((await as("bounded", {}, await as("reader"))).credentials.accessKeyId).toMatch(/^ASIA/);
    expect(await assume("reader", await as("bounded"))).toMatchObject({ code: "AccessDenied" });
  });

  it("for a role lends to that role, without more", async () => {
    expect((await as("named", {}, await as("regional"))).credentials.accessKeyId).toMatch(/^ASIA/);
    expect(await assume("named", await as("reader"))).toMatchObject({ code: "AccessDenied" });
  });

  it("lends for as long as the role says at most", async () => {
    expect(await errorOf(as("reader", { DurationSeconds: 7200 }))).toMatchObject({ code: "ValidationError" });
  });
});
