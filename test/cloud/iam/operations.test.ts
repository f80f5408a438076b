import { execFile, execFileSync } from "node:child_process";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startCloud, type TestCloud } from "../local.ts";

const run = promisify(execFile);

function hasAwsCli(): boolean {
  try {
    execFileSync("aws", ["--version"], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}

const trust = {
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Principal: { Service: "ec2.amazonaws.com" }, Action: "sts:AssumeRole" }],
};
const read = { Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: "ec2:Describe*", Resource: "*" }] };
const template = {
  Resources: {
    Role: {
      Type: "AWS::IAM::Role",
      Properties: {
        RoleName: "hub",
        AssumeRolePolicyDocument: trust,
        Policies: [{ PolicyName: "read", PolicyDocument: read }],
        ManagedPolicyArns: ["arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore"],
        Tags: [{ Key: "wan", Value: "dc1" }],
      },
    },
    Managed: {
      Type: "AWS::IAM::ManagedPolicy",
      Properties: { ManagedPolicyName: "own", PolicyDocument: read, Roles: [{ Ref: "Role" }] },
    },
  },
};

let cloud: TestCloud;
beforeAll(async () => {
  cloud = await startCloud();
  await cloud.deploy("hub", template, ".");
});
afterAll(() => cloud.close());

const OWN = "arn:aws:iam::111122223333:policy/own";

/** The AWS CLI decodes the documents by itself: it understands what IAM sends. */
describe.skipIf(!hasAwsCli())(hasAwsCli() ? "aws iam" : "aws iam (skipped: not installed)", { timeout: 60_000 }, () => {
  async function iam(...args: string[]): Promise<Record<string, unknown>> {
    const env = {
      PATH: process.env.PATH ?? "",
      HOME: "/nonexistent",
      AWS_ACCESS_KEY_ID: "test",
      AWS_SECRET_ACCESS_KEY: "test",
    };
    const argv = ["--endpoint-url", cloud.url, "--region", "eu-west-1", "--output", "json", "iam", ...args];
    const { stdout } = await run("aws", argv, { env });
    return JSON.parse(stdout || "{}");
  }

  it("reads a role and its policies", async () => {
    expect(await iam("get-role", "--role-name", "hub")).toMatchObject({
      Role: {
        Arn: "arn:aws:iam::111122223333:role/hub",
        AssumeRolePolicyDocument: trust,
        MaxSessionDuration: 3600,
        Tags: [{ Key: "wan", Value: "dc1" }],
      },
    });
    expect(await iam("list-role-policies", "--role-name", "hub")).toEqual({ PolicyNames: ["read"] });
    expect(await iam("get-role-policy", "--role-name", "hub", "--policy-name", "read")).toEqual({
      RoleName: "hub",
      PolicyName: "read",
      PolicyDocument: read,
    });
    const attached = await iam("list-attached-role-policies", "--role-name", "hub");
    expect(attached).toEqual({
      AttachedPolicies: [
        {
          PolicyName: "AmazonSSMManagedInstanceCore",
          PolicyArn: "arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore",
        },
        { PolicyName: "own", PolicyArn: OWN },
      ],
    });
  });

  it("reads a managed policy and its version", async () => {
    expect(await iam("get-policy", "--policy-arn", OWN)).toMatchObject({
      Policy: { PolicyName: "own", DefaultVersionId: "v1", AttachmentCount: 1 },
    });
    expect(await iam("get-policy-version", "--policy-arn", OWN, "--version-id", "v1")).toMatchObject({
      PolicyVersion: { Document: read, IsDefaultVersion: true },
    });
  });

  it("writes an inline policy, and takes it away", async () => {
    const none = { Version: "2012-10-17", Statement: [{ Effect: "Deny", Action: "*", Resource: "*" }] };
    const which = ["--role-name", "hub", "--policy-name", "none"];
    await iam("put-role-policy", ...which, "--policy-document", JSON.stringify(none));
    expect(await iam("get-role-policy", ...which)).toMatchObject({ PolicyDocument: none });
    await iam("delete-role-policy", ...which);
    await expect(iam("get-role-policy", ...which)).rejects.toThrow(
      "An error occurred (NoSuchEntity) when calling the GetRolePolicy operation: The role policy with name none cannot be found.",
    );
  });

  it.each([
    ["NoSuchEntity", ["get-role", "--role-name", "nobody"]],
    ["NoSuchEntity", ["get-policy", "--policy-arn", "arn:aws:iam::aws:policy/Nothing"]],
    ["NoSuchEntity", ["get-policy-version", "--policy-arn", OWN, "--version-id", "v2"]],
    [
      "MalformedPolicyDocument",
      ["put-role-policy", "--role-name", "hub", "--policy-name", "bad", "--policy-document", "{"],
    ],
    [
      "MalformedPolicyDocument",
      [
        "put-role-policy",
        "--role-name",
        "hub",
        "--policy-name",
        "bad",
        "--policy-document",
        '{"Statement":[{"Effect":"Perhaps"}]}',
      ],
    ],
  ])("answers %s to %j", async (code, args) => {
    await expect(iam(...args)).rejects.toThrow(`An error occurred (${code})`);
  });
});
