import { execFile, execFileSync } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { vpcTemplate } from "./ec2/vpc.ts";
import { startCloud, type TestCloud } from "./local.ts";

const run = promisify(execFile);

function works(program: string, ...args: string[]): boolean {
  try {
    execFileSync(program, args, { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}
const noBoto3 = !works("python3", "-c", "import boto3");
const noAwsCli = !works("aws", "--version");

let cloud: TestCloud;
let ids: { allocation: string; primary: string; standby: string };
beforeAll(async () => {
  cloud = await startCloud();
  const Resources = { ...vpcTemplate.Resources, Letters: { Type: "AWS::SQS::Queue", Properties: {} } };
  const { resources, outputs } = await cloud.deploy("hubs", { ...vpcTemplate, Resources }, ".");
  ids = { allocation: outputs.AllocationId ?? "", primary: resources.Primary ?? "", standby: resources.Standby ?? "" };
});
afterAll(() => cloud.close());

const env = {
  PATH: process.env.PATH ?? "",
  HOME: "/nonexistent",
  AWS_ACCESS_KEY_ID: "test",
  AWS_SECRET_ACCESS_KEY: "test",
};

/** An independent reader of AWS's protocols: what it understands, AWS's clients understand. */
describe.skipIf(noBoto3)(noBoto3 ? "boto3 (skipped: not installed)" : "boto3", () => {
  it("understands every answer and every error", { timeout: 60_000 }, async () => {
    const args = [join(import.meta.dirname, "oracle.py"), cloud.url, ids.allocation, ids.primary, ids.standby];
    const { stdout } = await run("python3", args, { env });
    expect(JSON.parse(stdout)).toEqual({
      account: "111122223333",
      associated: true,
      instances: ["10.0.0.10", "10.0.1.10"],
      stopping: "stopping",
      launched: true,
      errors: [
        ["InvalidAllocationID.NotFound", 400],
        ["InvalidInstanceID.Malformed", 400],
        ["DryRunOperation", 412],
        ["ResourceNotFoundException", 400],
        ["ResourceNotFound", 404],
        ["ResourceNotFoundException", 400],
        ["ResourceNotFoundException", 404],
      ],
      letter: "hello",
      image: expect.stringMatching(/^ami-[0-9a-f]{17}$/),
    });
  });
});

describe.skipIf(noAwsCli)(noAwsCli ? "the AWS CLI (skipped: not installed)" : "the AWS CLI", () => {
  const aws = async (...args: string[]) => {
    const options = ["--endpoint-url", cloud.url, "--region", "eu-west-1", "--output", "text"];
    const result = await run("aws", [...options, ...args], { env }).catch(
      (error) => error as { stdout: string; stderr: string },
    );
    return (result.stdout + result.stderr).trim();
  };

  it("understands answers and errors", { timeout: 60_000 }, async () => {
    const ec2 = await aws("ec2", "describe-addresses", "--query", "Addresses[].PublicIp");
    expect(ec2).toBe("203.0.113.10");
    expect(await aws("ec2", "start-instances", "--instance-ids", "i-0123456789abcdef0")).toContain(
      "An error occurred (InvalidInstanceID.NotFound) when calling the StartInstances operation: The instance ID 'i-0123456789abcdef0' does not exist",
    );
    expect(await aws("sts", "get-caller-identity", "--query", "Arn")).toBe("arn:aws:iam::111122223333:root");
  });
});
