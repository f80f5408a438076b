import {
  CreateStackCommand,
  type CreateStackInput,
  DeleteStackCommand,
  DescribeStackResourceCommand,
  GetTemplateSummaryCommand,
  ListExportsCommand,
  ListImportsCommand,
  UpdateStackCommand,
  ValidateTemplateCommand,
} from "@aws-sdk/client-cloudformation";
import { PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { errorOf, startCloud, type TestCloud } from "../local.ts";
import { parameter, stacksOf, template } from "./stacks.ts";

let cloud: TestCloud;
let stacks: ReturnType<typeof stacksOf>;
beforeAll(async () => {
  cloud = await startCloud();
  stacks = stacksOf(cloud);
  await create({ StackName: "known", TemplateBody: template({ A: parameter("/known", "1") }) });
  await stacks.settled("known");
});
afterAll(async () => {
  stacks.client.destroy();
  await cloud.close();
});

const create = (input: CreateStackInput) => stacks.client.send(new CreateStackCommand(input));
const one = template({ A: parameter("/a", "1") });
const role = (Properties: object) =>
  template({
    R: { Type: "AWS::IAM::Role", Properties: { AssumeRolePolicyDocument: { Statement: [] }, ...Properties } },
  });

describe("CloudFormation refuses", () => {
  it.each<[string, CreateStackInput, string, string]>([
    [
      "a name that is taken",
      { StackName: "known", TemplateBody: one },
      "AlreadyExistsException",
      "Stack [known] already exists",
    ],
    [
      "a bad name",
      { StackName: "1x", TemplateBody: one },
      "ValidationError",
      "1 validation error detected: Value '1x' at",
    ],
    ["no template", { StackName: "s" }, "ValidationError", "Either Template URL or Template Body must be specified."],
    [
      "a template that is not in S3",
      { StackName: "s", TemplateURL: "https://s3.eu-west-1.amazonaws.com/none/x.json" },
      "ValidationError",
      "S3 error: The specified bucket does not exist",
    ],
    [
      "roles that nobody agreed to",
      { StackName: "s", TemplateBody: role({}) },
      "InsufficientCapabilitiesException",
      "Requires capabilities : [CAPABILITY_IAM]",
    ],
    [
      "named roles that nobody agreed to",
      { StackName: "s", TemplateBody: role({ RoleName: "x" }), Capabilities: ["CAPABILITY_IAM"] },
      "InsufficientCapabilitiesException",
      "Requires capabilities : [CAPABILITY_NAMED_IAM]",
    ],
    [
      "parameters that the template does not have",
      { StackName: "s", TemplateBody: one, Parameters: [{ ParameterKey: "X", ParameterValue: "1" }] },
      "ValidationError",
      "Parameters: [X] do not exist in the template",
    ],
    [
      "a condition that nothing defines",
      { StackName: "s", TemplateBody: template({ A: { Type: "AWS::KMS::Key", Condition: "C" } }) },
      "ValidationError",
      "Template error: unresolved condition dependency C",
    ],
  ])("%s", async (_, input, code, message) => {
    const error = await errorOf(create(input));
    expect(error.code).toBe(code);
    expect(error.message).toContain(message);
    expect((await errorOf(stacks.describe("s"))).message).toBe("Stack with id s does not exist");
  });

  it("to change what does not exist, and has nothing against deleting it", async () => {
    const change = new UpdateStackCommand({ StackName: "none", TemplateBody: one });
    expect((await errorOf(stacks.client.send(change))).message).toBe("Stack [none] does not exist");
    await stacks.client.send(new DeleteStackCommand({ StackName: "none" }));
    const resource = new DescribeStackResourceCommand({ StackName: "known", LogicalResourceId: "B" });
    expect((await errorOf(stacks.client.send(resource))).message).toBe("Resource B does not exist for stack known");
  });
});

describe("a template", () => {
  it("is read from S3 and summarized", async () => {
    const s3 = new S3Client(cloud.config);
    const Bucket = "cdk-hnb659fds-assets-111122223333-eu-west-1";
    const Body = role({ RoleName: "x" });
    await s3.send(new PutObjectCommand({ Bucket, Key: "t/one.json", Body }));
    s3.destroy();
    for (const TemplateURL of [
      `https://s3.eu-west-1.amazonaws.com/${Bucket}/t/one.json`,
      `https://${Bucket}.s3.eu-west-1.amazonaws.com/t/one.json`,
      `${cloud.url}/${Bucket}/t/one.json`,
    ]) {
      const summary = await stacks.client.send(new GetTemplateSummaryCommand({ TemplateURL }));
      expect(summary).toMatchObject({ ResourceTypes: ["AWS::IAM::Role"], Capabilities: ["CAPABILITY_NAMED_IAM"] });
    }
  });

  it("is validated before anything is made of it", async () => {
    const good = template(
      { A: parameter("/x", { Ref: "P" }) },
      { Parameters: { P: { Type: "String", Default: "d" } } },
    );
    const { Parameters } = await stacks.client.send(new ValidateTemplateCommand({ TemplateBody: good }));
    expect(Parameters).toEqual([{ ParameterKey: "P", DefaultValue: "d", NoEcho: false }]);
    const bad = new ValidateTemplateCommand({ TemplateBody: "{" });
    expect((await errorOf(stacks.client.send(bad))).message).toMatch(/^Template format error: /);
  });
});

describe("an export", () => {
  const exporter = template(
    { A: parameter("/exported", "1") },
    { Outputs: { Out: { Value: { Ref: "A" }, Export: { Name: "shared" } } } },
  );
  const importer = template({ B: parameter("/importing", { "Fn::ImportValue": "shared" }) });

  it("is seen by other stacks, and holds its own as long as they use it", async () => {
    await create({ StackName: "before", TemplateBody: importer });
    expect((await stacks.settled("before")).status).toBe("ROLLBACK_COMPLETE");
    await stacks.client.send(new DeleteStackCommand({ StackName: "before" }));
    await create({ StackName: "exporter", TemplateBody: exporter });
    await stacks.settled("exporter");
    await create({ StackName: "importer", TemplateBody: importer });
    expect((await stacks.settled("importer")).status).toBe("CREATE_COMPLETE");
    const { Exports } = await stacks.client.send(new ListExportsCommand({}));
    expect(Exports?.map(({ Name, Value }) => [Name, Value])).toEqual([["shared", "/exported"]]);
    const { Imports } = await stacks.client.send(new ListImportsCommand({ ExportName: "shared" }));
    expect(Imports).toEqual(["importer"]);
    const remove = new DeleteStackCommand({ StackName: "exporter" });
    expect((await errorOf(stacks.client.send(remove))).message).toBe(
      "Export shared cannot be deleted as it is in use by importer",
    );
    await stacks.client.send(new DeleteStackCommand({ StackName: "importer" }));
    await stacks.client.send(remove);
  });
});
