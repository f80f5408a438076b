import {
  CreateStackCommand,
  DeleteStackCommand,
  DescribeStackEventsCommand,
  DescribeStacksCommand,
  GetTemplateCommand,
  ListStackResourcesCommand,
  ListStacksCommand,
  UpdateStackCommand,
  UpdateTerminationProtectionCommand,
} from "@aws-sdk/client-cloudformation";
import { CloudWatchLogsClient, DescribeLogGroupsCommand } from "@aws-sdk/client-cloudwatch-logs";
import { GetParameterCommand, ListTagsForResourceCommand, PutParameterCommand, SSMClient } from "@aws-sdk/client-ssm";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { errorOf, startCloud, type TestCloud } from "../local.ts";
import { parameter, stacksOf, template } from "./stacks.ts";

const StackName = "s";

let cloud: TestCloud;
let stacks: ReturnType<typeof stacksOf>;
let ssm: SSMClient;
beforeEach(async () => {
  cloud = await startCloud();
  stacks = stacksOf(cloud);
  ssm = new SSMClient(cloud.config);
});
afterEach(async () => {
  stacks.client.destroy();
  ssm.destroy();
  await cloud.close();
});

const create = (TemplateBody: string, more: object = {}) =>
  stacks.client.send(new CreateStackCommand({ StackName, TemplateBody, ...more }));
const update = (TemplateBody: string, more: object = {}) =>
  stacks.client.send(new UpdateStackCommand({ StackName, TemplateBody, ...more }));
const stored = async (Name: string) => (await ssm.send(new GetParameterCommand({ Name }))).Parameter?.Value;
const gone = async (Name: string) => (await errorOf(stored(Name))).code === "ParameterNotFound";

/** B needs A, C needs B. */
const chain = {
  C: parameter("/c", { "Fn::GetAtt": ["B", "Value"] }),
  B: parameter("/b", { Ref: "A" }),
  A: parameter("/a", "1"),
};

describe("a stack", () => {
  it("is made in the order of its references, and tells what it is made of", async () => {
    const body = template(chain, {
      Description: "three",
      Outputs: { Last: { Value: { Ref: "C" }, Description: "end" } },
    });
    const { StackId } = await create(body, { Tags: [{ Key: "team", Value: "net" }] });
    expect(await stacks.settled(StackName)).toMatchObject({
      status: "CREATE_COMPLETE",
      id: StackId,
      outputs: [{ OutputKey: "Last", OutputValue: "/c", Description: "end" }],
    });
    const made = ["A", "B", "C"].flatMap((id) => [
      `${id} CREATE_IN_PROGRESS`,
      `${id} CREATE_IN_PROGRESS`,
      `${id} CREATE_COMPLETE`,
    ]);
    expect(await stacks.events(StackName)).toEqual(["s CREATE_IN_PROGRESS", ...made, "s CREATE_COMPLETE"]);
    expect(await stacks.resources(StackName)).toEqual({ A: "/a", B: "/b", C: "/c" });
    expect((await stacks.client.send(new GetTemplateCommand({ StackName }))).TemplateBody).toBe(body);
    const { StackResourceSummaries } = await stacks.client.send(new ListStackResourcesCommand({ StackName }));
    expect(StackResourceSummaries?.map(({ ResourceStatus }) => ResourceStatus)).toEqual(
      Array(3).fill("CREATE_COMPLETE"),
    );
    const tags = new ListTagsForResourceCommand({ ResourceType: "Parameter", ResourceId: "/a" });
    expect((await ssm.send(tags)).TagList).toEqual([{ Key: "team", Value: "net" }]);
  });

  it("that fails is taken back, and says which resource and why", async () => {
    await ssm.send(new PutParameterCommand({ Name: "/b", Value: "taken", Type: "String" }));
    await create(template(chain));
    expect(await stacks.settled(StackName)).toMatchObject({ status: "ROLLBACK_COMPLETE" });
    expect(await stacks.events(StackName)).toEqual([
      "s CREATE_IN_PROGRESS",
      ...["A CREATE_IN_PROGRESS", "A CREATE_IN_PROGRESS", "A CREATE_COMPLETE"],
      ...["B CREATE_IN_PROGRESS", "B CREATE_FAILED"],
      "s ROLLBACK_IN_PROGRESS",
      ...["A DELETE_IN_PROGRESS", "A DELETE_COMPLETE"],
      "s ROLLBACK_COMPLETE",
    ]);
    const { StackEvents = [] } = await stacks.client.send(new DescribeStackEventsCommand({ StackName }));
    const reasons = Object.fromEntries(
      StackEvents.map((e) => [`${e.LogicalResourceId} ${e.ResourceStatus}`, e.ResourceStatusReason]),
    );
    expect(reasons["B CREATE_FAILED"]).toBe("The parameter already exists. (ParameterAlreadyExists)");
    expect(reasons["s ROLLBACK_IN_PROGRESS"]).toBe(
      "The following resource(s) failed to create: [B]. Rollback requested by user.",
    );
    expect(await stored("/b")).toBe("taken");
    expect(await gone("/a")).toBe(true);
    expect((await errorOf(update(template(chain)))).message).toContain(
      "is in ROLLBACK_COMPLETE state and can not be updated.",
    );
  });

  it("that fails is left as it is, or deleted, when that is wanted", async () => {
    const broken = template({ A: parameter("/a", "1"), B: parameter("/b", "1", { DependsOn: "A" }) });
    await ssm.send(new PutParameterCommand({ Name: "/b", Value: "taken", Type: "String" }));
    await create(broken, { OnFailure: "DO_NOTHING" });
    expect((await stacks.settled(StackName)).status).toBe("CREATE_FAILED");
    expect(await stored("/a")).toBe("1");
    await stacks.client.send(new DeleteStackCommand({ StackName }));
    const { StackId } = await create(broken, { OnFailure: "DELETE" });
    expect((await stacks.settled(StackId as string)).status).toBe("DELETE_COMPLETE");
  });

  it("is deleted in reverse, and found by its ID only from then on", async () => {
    const { StackId } = await create(template(chain));
    await stacks.client.send(new DeleteStackCommand({ StackName }));
    expect((await stacks.settled(StackId as string)).status).toBe("DELETE_COMPLETE");
    const deleted = ["C", "B", "A"].flatMap((id) => [`${id} DELETE_IN_PROGRESS`, `${id} DELETE_COMPLETE`]);
    expect((await stacks.events(StackId as string)).slice(-8)).toEqual([
      "s DELETE_IN_PROGRESS",
      ...deleted,
      "s DELETE_COMPLETE",
    ]);
    expect((await errorOf(stacks.describe(StackName))).message).toBe("Stack with id s does not exist");
    const { StackSummaries } = await stacks.client.send(
      new ListStacksCommand({ StackStatusFilter: ["DELETE_COMPLETE"] }),
    );
    expect(StackSummaries?.map((one) => one.StackId)).toEqual([StackId]);
    const { Stacks } = await stacks.client.send(new DescribeStacksCommand({}));
    expect(Stacks?.map((one) => one.StackName)).toEqual(["CDKToolkit"]);
  });

  it("leaves what its template says to retain", async () => {
    await create(template({ A: parameter("/a", "1", { DeletionPolicy: "Retain" }), B: parameter("/b", "2") }));
    await stacks.settled(StackName);
    const { id } = await stacks.settled(StackName);
    await stacks.client.send(new DeleteStackCommand({ StackName }));
    expect((await stacks.settled(id)).status).toBe("DELETE_COMPLETE");
    expect(await stacks.events(id)).toContain("A DELETE_SKIPPED");
    expect([await stored("/a"), await gone("/b")]).toEqual(["1", true]);
  });

  it("is not deleted while it is protected", async () => {
    await create(template(chain), { EnableTerminationProtection: true });
    await stacks.settled(StackName);
    expect(await errorOf(stacks.client.send(new DeleteStackCommand({ StackName })))).toMatchObject({
      code: "ValidationError",
      message: "Stack [s] cannot be deleted while TerminationProtection is enabled",
    });
    const unprotect = { StackName, EnableTerminationProtection: false };
    await stacks.client.send(new UpdateTerminationProtectionCommand(unprotect));
    await stacks.client.send(new DeleteStackCommand({ StackName }));
    expect(await gone("/a")).toBe(true);
  });
});

describe("an update", () => {
  const group = (LogGroupName: string, RetentionInDays: number) => ({
    Type: "AWS::Logs::LogGroup",
    Properties: { LogGroupName, RetentionInDays },
  });
  async function groups(): Promise<Record<string, number | undefined>> {
    const logs = new CloudWatchLogsClient(cloud.config);
    const { logGroups = [] } = await logs.send(new DescribeLogGroupsCommand({}));
    logs.destroy();
    return Object.fromEntries(logGroups.map((one) => [one.logGroupName, one.retentionInDays]));
  }

  it("modifies, replaces, makes and deletes, and cleans up when the new is there", async () => {
    const before = { Kept: group("/kept", 7), Moved: group("/old", 7), Named: parameter("/name", { Ref: "Moved" }) };
    await create(template({ ...before, Gone: parameter("/gone", "1") }));
    await stacks.settled(StackName);
    const start = (await stacks.events(StackName)).length;
    await update(
      template({ ...before, Kept: group("/kept", 14), Moved: group("/new", 7), Added: parameter("/added", "1") }),
    );
    expect((await stacks.settled(StackName)).status).toBe("UPDATE_COMPLETE");
    expect(await groups()).toEqual({ "/kept": 14, "/new": 7 });
    expect([await stored("/name"), await stored("/added"), await gone("/gone")]).toEqual(["/new", "1", true]);
    const events = (await stacks.events(StackName)).slice(start);
    const cleanup = events.indexOf("s UPDATE_COMPLETE_CLEANUP_IN_PROGRESS");
    expect(events[0]).toBe("s UPDATE_IN_PROGRESS");
    expect(events.slice(cleanup)).toEqual([
      "s UPDATE_COMPLETE_CLEANUP_IN_PROGRESS",
      ...["Gone DELETE_IN_PROGRESS", "Gone DELETE_COMPLETE", "Moved DELETE_IN_PROGRESS", "Moved DELETE_COMPLETE"],
      "s UPDATE_COMPLETE",
    ]);
    expect(events.indexOf("Named UPDATE_COMPLETE")).toBeGreaterThan(events.indexOf("Moved UPDATE_COMPLETE"));
    expect(await stacks.resources(StackName)).toEqual({
      Kept: "/kept",
      Moved: "/new",
      Named: "/name",
      Added: "/added",
    });
  });

  it("that fails is taken back to what was before", async () => {
    const before = { Kept: group("/kept", 7), Moved: group("/old", 7), Named: parameter("/name", { Ref: "Moved" }) };
    const body = template(before, { Outputs: { Name: { Value: { Ref: "Moved" } } } });
    await create(body);
    await stacks.settled(StackName);
    await ssm.send(new PutParameterCommand({ Name: "/taken", Value: "1", Type: "String" }));
    const after = {
      Kept: group("/kept", 14),
      Moved: group("/new", 7),
      Named: before.Named,
      Added: parameter("/added", "1"),
    };
    const last = { DependsOn: ["Kept", "Named", "Added"] };
    await update(template({ ...after, Bad: parameter("/taken", "1", last) }));
    const { status, outputs } = await stacks.settled(StackName);
    expect({ status, outputs }).toEqual({
      status: "UPDATE_ROLLBACK_COMPLETE",
      outputs: [{ OutputKey: "Name", OutputValue: "/old" }],
    });
    expect(await groups()).toEqual({ "/kept": 7, "/old": 7 });
    expect([await stored("/name"), await gone("/added")]).toEqual(["/old", true]);
    expect(await stacks.resources(StackName)).toEqual({ Kept: "/kept", Moved: "/old", Named: "/name" });
    expect((await stacks.client.send(new GetTemplateCommand({ StackName }))).TemplateBody).toBe(body);
    const { StackEvents = [] } = await stacks.client.send(new DescribeStackEventsCommand({ StackName }));
    const why = StackEvents.find(({ ResourceStatus }) => ResourceStatus === "UPDATE_ROLLBACK_IN_PROGRESS");
    expect(why?.ResourceStatusReason).toBe("The following resource(s) failed to create: [Bad].");
  });

  it("of parameters and of the stack's tags reaches the resources", async () => {
    const Parameters = { Size: { Type: "String", Default: "small" } };
    const body = template({ A: parameter("/a", { Ref: "Size" }) }, { Parameters });
    await create(body);
    await stacks.settled(StackName);
    const Tags = [{ Key: "team", Value: "net" }];
    await update(body, { Parameters: [{ ParameterKey: "Size", ParameterValue: "large" }], Tags });
    expect((await stacks.settled(StackName)).status).toBe("UPDATE_COMPLETE");
    expect(await stored("/a")).toBe("large");
    const tags = new ListTagsForResourceCommand({ ResourceType: "Parameter", ResourceId: "/a" });
    expect((await ssm.send(tags)).TagList).toEqual(Tags);
    expect((await stacks.describe(StackName))?.Parameters).toEqual([{ ParameterKey: "Size", ParameterValue: "large" }]);
  });

  it("without a difference is refused", async () => {
    await create(template(chain));
    await stacks.settled(StackName);
    expect(await errorOf(update(template(chain)))).toEqual({
      code: "ValidationError",
      message: "No updates are to be performed.",
      status: 400,
    });
  });
});
