import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Assembly, dc1, synthesizeInto } from "../../stack/synthesized.ts";
import { startCloud, type TestCloud } from "../local.ts";
import { cdkAgainst } from "./cdk.ts";
import { stacksOf } from "./stacks.ts";

const SLOW = { timeout: 120_000 };

let cloud: TestCloud;
let stacks: ReturnType<typeof stacksOf>;
let cdk: ReturnType<typeof cdkAgainst>;
let home: string;
let reference: Assembly;
let hotStandby: Assembly;
let StackName: string;

beforeAll(async () => {
  cloud = await startCloud();
  stacks = stacksOf(cloud);
  home = await mkdtemp(join(tmpdir(), "hubshift-cdk-"));
  cdk = cdkAgainst(cloud.config, home);
  reference = await synthesizeInto(await dc1("reference"));
  hotStandby = await synthesizeInto(await dc1("hot-standby"));
  StackName = reference.stackName;
}, 60_000);
afterAll(async () => {
  stacks?.client.destroy();
  await cloud?.close();
  await Promise.all([reference, hotStandby].map((assembly) => assembly?.remove()));
  await rm(home, { recursive: true, force: true });
});

const deploy = (assembly: Assembly) => cdk("deploy", assembly.outdir, "--require-approval", "never");

/** Made last. As if it had been synthesized so: the CDK publishes a template by the hash of its content. */
async function addResource({ outdir, templateFile, stackName }: Assembly, id: string, resource: object): Promise<void> {
  const template = JSON.parse(await readFile(templateFile, "utf8"));
  template.Resources[id] = { ...resource, DependsOn: Object.keys(template.Resources) };
  await writeFile(templateFile, JSON.stringify(template));
  const manifest = await readFile(join(outdir, "manifest.json"), "utf8");
  const hash = /([0-9a-f]{64})\.json/.exec(manifest)?.[1] as string;
  for (const name of ["manifest.json", `${stackName}.assets.json`]) {
    const text = await readFile(join(outdir, name), "utf8");
    await writeFile(join(outdir, name), text.replaceAll(hash, hash.split("").reverse().join("")));
  }
}

/** What of the WAN must not be made anew. */
async function lasting() {
  const { outputs = [] } = await stacks.settled(StackName);
  const names = ["AllocationId", "HubAddress", "PrimaryInstanceId", "StandbyInstanceId"];
  return outputs.filter(({ OutputKey = "" }) => names.includes(OutputKey)).map(({ OutputValue }) => OutputValue);
}

describe("the CDK's own command line", () => {
  it("turns the reference's WAN into one with a hot standby, whose address and hubs stay", SLOW, async () => {
    await deploy(reference);
    const before = await lasting();
    expect(before).toHaveLength(4);
    await deploy(hotStandby);
    expect((await stacks.settled(StackName)).status).toBe("UPDATE_COMPLETE");
    expect(await lasting()).toEqual(before);
    expect(await cdk("diff", hotStandby.outdir, "--fail")).toContain("There were no differences");
  });

  it("turns it back, and nothing of the hot standby is left over", SLOW, async () => {
    await deploy(reference);
    expect((await stacks.settled(StackName)).status).toBe("UPDATE_COMPLETE");
    const wanted = Object.keys(reference.template.Resources as object).sort();
    expect(Object.keys(await stacks.resources(StackName)).sort()).toEqual(wanted);
  });

  it("is told why an update failed, and the stack is what it was", SLOW, async () => {
    await addResource(hotStandby, "Late", {
      Type: "AWS::Logs::LogGroup",
      Properties: { LogGroupName: "EIP/late", RetentionInDays: 4 },
    });
    const before = await stacks.resources(StackName);
    await expect(deploy(hotStandby)).rejects.toThrow(
      /Late {2}\(AWS::Logs::LogGroup Late\)\s+.*'retentionInDays' failed/,
    );
    expect((await stacks.settled(StackName)).status).toBe("UPDATE_ROLLBACK_COMPLETE");
    expect(await stacks.resources(StackName)).toEqual(before);
    expect(await cdk("destroy", reference.outdir, "--force")).toContain(`✅  ${StackName}: destroyed`);
  });
});
