import { PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { afterAll, beforeAll, expect, it } from "vitest";
import { createStacks } from "../../../src/aws/index.ts";
import { assume } from "../assumed.ts";
import { REGION, startCloud, type TestCloud } from "../local.ts";

const bucket = `cdk-hnb659fds-assets-111122223333-${REGION}`;

let cloud: TestCloud;
beforeAll(async () => {
  cloud = await startCloud();
});
afterAll(() => cloud.close());

it("what was uploaded for stacks is counted, and nothing is said of a bucket that is empty", async () => {
  expect(await createStacks(cloud.config).assets()).toBeUndefined();
  const s3 = new S3Client({ ...cloud.config, forcePathStyle: true });
  for (const Key of ["a.zip", "b.json"]) await s3.send(new PutObjectCommand({ Bucket: bucket, Key, Body: "" }));
  s3.destroy();
  expect(await createStacks(cloud.config).assets()).toEqual({ bucket, count: 2 });
});

it("an account that nobody has bootstrapped has none", async () => {
  expect(await createStacks({ ...cloud.config, region: "eu-north-1" }).assets()).toBeUndefined();
});

it("credentials that may not list the bucket do not know how many", async () => {
  const trusting = { Effect: "Allow", Action: "sts:AssumeRole", Principal: { AWS: "111122223333" } };
  const describing = { Effect: "Allow", Action: "cloudformation:DescribeStacks", Resource: "*" };
  const document = (statement: object) => ({ Version: "2012-10-17", Statement: [statement] });
  const Properties = {
    RoleName: "deployer",
    AssumeRolePolicyDocument: document(trusting),
    Policies: [{ PolicyName: "own", PolicyDocument: document(describing) }],
  };
  await cloud.deploy("roles", { Resources: { Deployer: { Type: "AWS::IAM::Role", Properties } } }, ".");
  const credentials = await assume(cloud.sts, "deployer");
  expect(await createStacks({ ...cloud.config, credentials }).assets()).toEqual({ bucket, count: undefined });
});
