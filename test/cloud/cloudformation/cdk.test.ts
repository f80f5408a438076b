import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { CloudFormationClient, DescribeStacksCommand } from "@aws-sdk/client-cloudformation";
import { InvokeCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readWan } from "../../../src/plan/index.ts";
import { type Assembly, synthesizeInto } from "../../stack/synthesized.ts";
import { startCloud, type TestCloud } from "../local.ts";
import { cdkAgainst } from "./cdk.ts";
import { leftOver, nothing } from "./left-over.ts";

const SLOW = { timeout: 120_000 };

let cloud: TestCloud;
let cdk: ReturnType<typeof cdkAgainst>;
let home: string;
let assembly: Assembly;
/** The same, protected against deletion. */
let guarded: Assembly;
let cloudformation: CloudFormationClient;

async function officesPlan() {
  const text = await readFile(resolve(import.meta.dirname, "../../../examples/offices/wan.yaml"), "utf8");
  const read = readWan(text, {});
  if (!read.ok) throw new Error("examples/offices/wan.yaml cannot be read");
  return read.plan;
}

beforeAll(async () => {
  const plan = await officesPlan();
  cloud = await startCloud();
  cloudformation = new CloudFormationClient(cloud.config);
  home = await mkdtemp(join(tmpdir(), "hubshift-cdk-"));
  cdk = cdkAgainst(cloud.config, home);
  assembly = await synthesizeInto(plan);
  guarded = await synthesizeInto(plan, { protect: true });
}, 60_000);
afterAll(async () => {
  cloudformation?.destroy();
  await cloud?.close();
  await assembly?.remove();
  await guarded?.remove();
  await rm(home, { recursive: true, force: true });
});

async function stacks(): Promise<Record<string, string>> {
  const { Stacks = [] } = await cloudformation.send(new DescribeStacksCommand({}));
  return Object.fromEntries(Stacks.map(({ StackName, StackStatus }) => [StackName, StackStatus]));
}

async function isProtected(): Promise<boolean | undefined> {
  const { Stacks } = await cloudformation.send(new DescribeStacksCommand({ StackName: assembly.stackName }));
  return Stacks?.[0]?.EnableTerminationProtection;
}

describe("the CDK's own command line, in the order in which a user has it", () => {
  it("deploys the WAN on a fresh account, and its functions run", SLOW, async () => {
    expect(await stacks()).toEqual({ CDKToolkit: "CREATE_COMPLETE" });
    const printed = await cdk("deploy", assembly.outdir, "--require-approval", "never");
    expect(printed).toContain(`✅  ${assembly.stackName}\n`);
    expect(await stacks()).toEqual({ CDKToolkit: "CREATE_COMPLETE", [assembly.stackName]: "CREATE_COMPLETE" });
    const { Stacks = [] } = await cloudformation.send(new DescribeStacksCommand({ StackName: assembly.stackName }));
    const outputs = new Map((Stacks[0]?.Outputs ?? []).map(({ OutputKey, OutputValue }) => [OutputKey, OutputValue]));
    for (const [name, value] of outputs) expect(printed).toContain(`${assembly.stackName}.${name} = ${value}`);
    const lambda = new LambdaClient(cloud.config);
    const invoked = await lambda.send(new InvokeCommand({ FunctionName: outputs.get("FailoverFunction") as string }));
    lambda.destroy();
    expect(Buffer.from(invoked.Payload ?? []).toString()).toBe('"failover"');
  });

  it("finds nothing to deploy the second time", SLOW, async () => {
    expect(await cdk("deploy", assembly.outdir, "--require-approval", "never")).toContain("(no changes)");
  });

  it("finds no differences", SLOW, async () => {
    expect(await cdk("diff", assembly.outdir, "--fail")).toContain("There were no differences");
  });

  it("protects the stack for an assembly that asks for it, and is then refused to destroy it", SLOW, async () => {
    await cdk("deploy", guarded.outdir, "--require-approval", "never");
    expect(await isProtected()).toBe(true);
    await expect(cdk("destroy", guarded.outdir, "--force")).rejects.toThrow("while TerminationProtection is enabled");
    expect(await stacks()).toHaveProperty(assembly.stackName, "CREATE_COMPLETE");
  });

  it("lifts a protection that an assembly does not ask for", SLOW, async () => {
    await cdk("deploy", assembly.outdir, "--require-approval", "never");
    expect(await isProtected()).toBe(false);
  });

  it("destroys everything that it had deployed", SLOW, async () => {
    expect(await cdk("destroy", assembly.outdir, "--force")).toContain(`✅  ${assembly.stackName}: destroyed`);
    expect(await stacks()).toEqual({ CDKToolkit: "CREATE_COMPLETE" });
    expect(await leftOver(cloud.config)).toEqual({ ...nothing, instances: ["terminated", "terminated"] });
  });
});
