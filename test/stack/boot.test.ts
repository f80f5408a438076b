import { createHash } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Template } from "aws-cdk-lib/assertions";
import { AwsSolutionsChecks } from "cdk-nag";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { WanPlan } from "../../src/plan/index.ts";
import { type Statement, summary } from "./statements.ts";
import { type Assembly, dc1, synthesizeInto } from "./synthesized.ts";

const CONTENT = "what a hub is made from";

let folder: string;
let plan: WanPlan;
let assembly: Assembly;
let template: Template;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "hubshift-bundle-"));
  const bundle = join(folder, "bundle.tar.gz");
  await writeFile(bundle, CONTENT);
  plan = await dc1("hot-standby");
  assembly = await synthesizeInto(plan, { bundle, rules: (app) => [new AwsSolutionsChecks(app)] });
  template = Template.fromJSON(assembly.template);
}, 60_000);
afterAll(async () => {
  await assembly.remove();
  await rm(folder, { recursive: true, force: true });
});

/** The user data of each hub, with the names of what it refers to in the place of what CloudFormation puts there. */
function userData(): Map<string, string> {
  const resolved = (part: unknown): string => {
    if (typeof part === "string") return part;
    const { Ref, "Fn::GetAtt": attribute, "Fn::Sub": text } = part as Record<string, unknown>;
    return String(Ref ?? text ?? (attribute as string[]).join("."));
  };
  const instances = Object.values(template.findResources("AWS::EC2::Instance")).map(({ Properties }) => Properties);
  return new Map(
    instances.map(({ Tags, UserData }) => [
      Tags.find(({ Key }: { Key: string }) => Key === "Name").Value,
      UserData["Fn::Base64"]["Fn::Join"][1].map(resolved).join(""),
    ]),
  );
}

describe("a hub that boots", () => {
  it("knows the bundle's hash, its address and where its own keys are", () => {
    const texts = userData();
    expect([...texts.keys()]).toEqual(["DC1-SP1", "DC1-SP2"]);
    const [address] = Object.keys(template.findResources("AWS::EC2::EIP"));
    for (const [hub, text] of texts) {
      expect(text).toContain(`HUB = "${hub}"\n`);
      expect(text).toContain(`ADDRESS = "${address}.PublicIp"\n`);
      expect(text).toContain(`BUNDLE_SHA256 = "${createHash("sha256").update(CONTENT).digest("hex")}"\n`);
      expect(text).toMatch(
        /^BUNDLE_URL = "https:\/\/s3\..*AWS::Region.*\/cdk-hnb659fds-assets-.*\/[0-9a-f]{64}\.gz"$/m,
      );
      expect(text).toContain(`    "hub.key": "/hubshift/dc1/hub",\n    "link.key": "/hubshift/dc1/link/${hub}",\n}`);
    }
  });

  it("may fetch these and no more, from its first moment", () => {
    const [role] = Object.values(
      template.findResources("AWS::IAM::Role", {
        Properties: { AssumeRolePolicyDocument: { Statement: [{ Principal: { Service: "ec2.amazonaws.com" } }] } },
      }),
    );
    const statements: Statement[] = role?.Properties.Policies[0].PolicyDocument.Statement;
    const fetching = statements.filter(({ Action }) => /^(s3|ssm):Get/.test(String(Action))).map(summary);
    expect(fetching[0]).toMatch(/^s3:GetObject on arn::s3:::.*cdk-hnb659fds-assets-.*\/[0-9a-f]{64}\.gz$/);
    const parameters = ["hub", "link/DC1-SP1", "link/DC1-SP2"].map(
      (name) => `arn::ssm:::parameter/hubshift/dc1/${name}`,
    );
    expect(fetching.slice(1)).toEqual([`ssm:GetParameters on ${parameters.join(", ")}`]);
  });
});

it("without a bundle an instance boots as its image is, and its role reads nothing", async () => {
  const bare = await synthesizeInto(plan);
  try {
    const text = JSON.stringify(bare.template);
    expect(text).not.toMatch(/UserData|ssm:GetParameters|s3:GetObject/);
  } finally {
    await bare.remove();
  }
});
