import { AssumeRoleCommand, GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createCore } from "../../src/cloud/core/context.ts";
import { delayProfiles } from "../../src/cloud/index.ts";
import { createIam } from "../../src/cloud/services/iam/index.ts";
import { errorOf, startCloud, type TestCloud } from "./local.ts";

const trust = {
  Statement: [
    { Effect: "Allow", Principal: { Service: "lambda.amazonaws.com" }, Action: "sts:AssumeRole" },
    { Effect: "Allow", Principal: { AWS: "111122223333" }, Action: "sts:AssumeRole" },
  ],
};
const template = {
  Resources: {
    Role: { Type: "AWS::IAM::Role", Properties: { RoleName: "failover", AssumeRolePolicyDocument: trust } },
    Inline: {
      Type: "AWS::IAM::Policy",
      Properties: { PolicyName: "own", PolicyDocument: { Statement: [] }, Roles: [{ Ref: "Role" }] },
    },
    Managed: {
      Type: "AWS::IAM::ManagedPolicy",
      Properties: { PolicyDocument: { Statement: [] }, Roles: [{ Ref: "Role" }] },
    },
    Profile: { Type: "AWS::IAM::InstanceProfile", Properties: { Roles: [{ Ref: "Role" }] } },
    Parameter: { Type: "AWS::SSM::Parameter", Properties: { Name: "/own", Type: "String", Value: "v" } },
  },
  Outputs: {
    RoleArn: { Value: { "Fn::GetAtt": ["Role", "Arn"] } },
    Profile: { Value: { "Fn::GetAtt": ["Profile", "Arn"] } },
  },
};

let cloud: TestCloud;
let outputs: Record<string, string>;
beforeAll(async () => {
  cloud = await startCloud();
  outputs = (await cloud.deploy("identity", template, ".")).outputs;
});
afterAll(() => cloud.close());

describe("STS", () => {
  it("knows the root key for the account's root user", async () => {
    expect(await cloud.sts.send(new GetCallerIdentityCommand())).toMatchObject({
      Account: "111122223333",
      Arn: "arn:aws:iam::111122223333:root",
      UserId: "111122223333",
    });
  });

  it("lends a role", async () => {
    const { Credentials, AssumedRoleUser } = await cloud.sts.send(
      new AssumeRoleCommand({ RoleArn: outputs.RoleArn, RoleSessionName: "me", DurationSeconds: 900 }),
    );
    expect(AssumedRoleUser?.Arn).toBe("arn:aws:sts::111122223333:assumed-role/failover/me");
    const left = (Credentials?.Expiration?.getTime() ?? 0) - Date.now();
    expect(left).toBeGreaterThan(890_000);
    expect(left).toBeLessThanOrEqual(900_000);
    const asRole = new STSClient({
      ...cloud.config,
      credentials: {
        accessKeyId: Credentials?.AccessKeyId ?? "",
        secretAccessKey: Credentials?.SecretAccessKey ?? "",
        sessionToken: Credentials?.SessionToken,
      },
    });
    const { Arn, UserId } = await asRole.send(new GetCallerIdentityCommand());
    expect([Arn, UserId]).toEqual([AssumedRoleUser?.Arn, AssumedRoleUser?.AssumedRoleId]);
    asRole.destroy();
  });

  it.each([
    ["AccessDenied", 403, { RoleArn: "arn:aws:iam::111122223333:role/nobody", RoleSessionName: "me" }],
    ["ValidationError", 400, { RoleArn: "arn", RoleSessionName: "me" }],
    ["ValidationError", 400, { RoleArn: "arn:aws:iam::111122223333:role/nobody", RoleSessionName: "not me" }],
    [
      "ValidationError",
      400,
      { RoleArn: "arn:aws:iam::111122223333:role/nobody", RoleSessionName: "me", DurationSeconds: 1 },
    ],
    ["ValidationError", 400, { RoleSessionName: "me" }],
  ])("answers %s", async (code, status, input) => {
    expect(await errorOf(cloud.sts.send(new AssumeRoleCommand(input as never)))).toMatchObject({ code, status });
  });
});

describe("IAM", () => {
  it("has the template's resources", () => {
    expect(outputs.RoleArn).toBe("arn:aws:iam::111122223333:role/failover");
    expect(outputs.Profile).toMatch(/^arn:aws:iam::111122223333:instance-profile\/identity-Profile-[A-Z2-7]{12}$/);
  });

  it.each([
    [
      "a role twice",
      { R: { Type: "AWS::IAM::Role", Properties: { RoleName: "failover", AssumeRolePolicyDocument: trust } } },
      "EntityAlreadyExists",
    ],
    ["a role without trust", { R: { Type: "AWS::IAM::Role", Properties: {} } }, "MalformedPolicyDocument"],
    [
      "a policy for nobody",
      { P: { Type: "AWS::IAM::Policy", Properties: { PolicyName: "p", PolicyDocument: {}, Roles: ["nobody"] } } },
      "NoSuchEntity",
    ],
    [
      "a parameter twice",
      { P: { Type: "AWS::SSM::Parameter", Properties: { Name: "/own", Type: "String", Value: "w" } } },
      "ParameterAlreadyExists",
    ],
  ])("refuses %s", async (name, Resources, code) => {
    await expect(cloud.deploy(name.replaceAll(" ", "-"), { Resources }, ".")).rejects.toThrow(`(${code})`);
  });

  it("gives a role the same credentials each time, and none to a role that does not exist", async () => {
    const core = createCore({ profile: delayProfiles.instant, region: "eu-west-1", workDir: "." }, "");
    const iam = createIam(core.ctx);
    const role = iam.resources?.find(({ type }) => type === "AWS::IAM::Role");
    const request = { logicalId: "R", stackName: "s", stackId: "", tags: {} };
    const made = await role?.create({ AssumeRolePolicyDocument: trust }, request);
    const arn = String(made?.attributes.Arn);
    const forRole = (roleArn: string, name: string) => iam.credentials.forRole(roleArn, name, "lambda.amazonaws.com");
    const own = forRole(arn, "function-1");
    expect(forRole(arn, "function-1")).toBe(own);
    expect(forRole(arn, "function-2")).not.toBe(own);
    expect(iam.sessions.byAccessKey(own.accessKeyId)?.arn).toMatch(/assumed-role\/[^/]+\/function-1$/);
    expect(own.accessKeyId).toMatch(/^ASIA[A-Z2-7]{16}$/);
    expect(() => forRole("arn:none", "function-1")).toThrow(/cannot be found/);
    expect(() => iam.credentials.forRole(arn, "i-1", "ec2.amazonaws.com")).toThrow(
      `ec2.amazonaws.com is not authorized to perform: sts:AssumeRole on resource: ${arn}`,
    );
  });
});
