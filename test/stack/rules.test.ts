import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { type App, CfnResource } from "aws-cdk-lib";
import { Queue } from "aws-cdk-lib/aws-sqs";
import { AwsSolutionsChecks } from "cdk-nag";
import type { IConstruct } from "constructs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Assembly, example, type Profile, synthesizeInto } from "./synthesized.ts";

const execute = promisify(execFile);
const cfnLint = await execute("cfn-lint", ["--version"]).then(
  () => true,
  () => false,
);

const rules = (app: App) => [new AwsSolutionsChecks(app)];

describe.each<[string, Profile]>([
  ["dc1", "reference"],
  ["dc1", "hot-standby"],
  ["offices", "reference"],
  ["offices", "hot-standby"],
])("the template of examples/%s with %s", (name, profile) => {
  let assembly: Assembly | undefined;
  beforeAll(async () => {
    const plan = await example(name, profile);
    // Throws when a rule is broken: of AWS Solutions, or of CloudFormation (`@aws/cloudformation-validate`).
    assembly = await synthesizeInto({ ...plan, alerts: { email: ["ops@example.net"] } }, { rules });
  });
  afterAll(() => assembly?.remove());

  it("keeps the rules of AWS Solutions and of CloudFormation", () => {
    expect(Object.keys(assembly?.template.Resources ?? {}).length).toBeGreaterThan(30);
  });

  // W3005: the CDK states a dependency on the role that CloudFormation would find by itself.
  it.skipIf(!cfnLint)("has nothing that cfn-lint finds", { timeout: 60_000 }, async () => {
    const { stdout } = await execute("cfn-lint", ["--ignore-checks", "W3005", "--", assembly?.templateFile ?? ""]);
    expect(stdout).toBe("");
  });
});

it.each<[string, (stack: IConstruct) => void, RegExp]>([
  ["of AWS Solutions", (stack) => new Queue(stack, "Open"), /AwsSolutions-SQS4/],
  [
    "of CloudFormation",
    (stack) => new CfnResource(stack, "Odd", { type: "AWS::EC2::EIP", properties: { Domain: ["vpc"] } }),
    /Domain: \['vpc'\] is not of type 'string'/,
  ],
])("a resource that breaks a rule %s is found", async (_whose, add, message) => {
  const withMistake = (app: App) => {
    for (const stack of app.node.children) add(stack);
    return rules(app);
  };
  const plan = await example("dc1", "reference");
  await expect(synthesizeInto(plan, { rules: withMistake })).rejects.toThrow(message);
});
