import {
  CreateChangeSetCommand,
  type CreateChangeSetInput,
  DeleteChangeSetCommand,
  DescribeChangeSetCommand,
  ExecuteChangeSetCommand,
  GetTemplateCommand,
  ListChangeSetsCommand,
  type ResourceChange,
} from "@aws-sdk/client-cloudformation";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { errorOf, startCloud, type TestCloud } from "../local.ts";
import { parameter, stacksOf, template } from "./stacks.ts";

const StackName = "s";

let cloud: TestCloud;
let stacks: ReturnType<typeof stacksOf>;
beforeEach(async () => {
  cloud = await startCloud();
  stacks = stacksOf(cloud);
});
afterEach(async () => {
  stacks.client.destroy();
  await cloud.close();
});

const propose = (ChangeSetName: string, TemplateBody: string, more: Partial<CreateChangeSetInput> = {}) =>
  stacks.client.send(new CreateChangeSetCommand({ StackName, ChangeSetName, TemplateBody, ...more }));
const inspect = (ChangeSetName: string, IncludePropertyValues = false) =>
  stacks.client.send(new DescribeChangeSetCommand({ StackName, ChangeSetName, IncludePropertyValues }));
const execute = (ChangeSetName: string) =>
  stacks.client.send(new ExecuteChangeSetCommand({ StackName, ChangeSetName }));

const one = template({ A: parameter("/a", "1") });

/** The stack with one resource in it. */
async function make(body = one) {
  await propose("first", body, { ChangeSetType: "CREATE" });
  await execute("first");
  expect((await stacks.settled(StackName)).status).toBe("CREATE_COMPLETE");
}

describe("a change set", () => {
  it("of a new stack leaves it in review until it is executed", async () => {
    const { Id } = await propose("first", one, { ChangeSetType: "CREATE", Description: "the first" });
    expect((await stacks.describe(StackName))?.StackStatus).toBe("REVIEW_IN_PROGRESS");
    expect(await stacks.resources(StackName)).toEqual({});
    expect(await inspect("first")).toMatchObject({
      ChangeSetId: Id,
      Status: "CREATE_COMPLETE",
      ExecutionStatus: "AVAILABLE",
      Description: "the first",
      Changes: [{ ResourceChange: { Action: "Add", LogicalResourceId: "A", ResourceType: "AWS::SSM::Parameter" } }],
    });
    await execute("first");
    expect((await stacks.settled(StackName)).status).toBe("CREATE_COMPLETE");
    expect((await stacks.describe(StackName))?.ChangeSetId).toBe(Id);
    expect((await inspect("first")).ExecutionStatus).toBe("EXECUTE_COMPLETE");
    expect((await stacks.events(StackName)).slice(0, 2)).toEqual(["s REVIEW_IN_PROGRESS", "s CREATE_IN_PROGRESS"]);
  });

  it("tells what it would modify, replace, remove and add, and does that", async () => {
    const user = parameter("/user", { "Fn::Join": ["-", [{ Ref: "Moved" }, "x"]] });
    await make(
      template({
        Kept: parameter("/kept", "1"),
        Moved: parameter("/old", "1"),
        Gone: parameter("/gone", "1"),
        User: user,
      }),
    );
    const after = {
      Kept: parameter("/kept", "2"),
      Moved: parameter("/new", "1"),
      Added: parameter("/added", "1"),
      User: user,
    };
    await propose("next", template(after));
    const { Changes = [] } = await inspect("next", true);
    const byId: Record<string, ResourceChange | undefined> = Object.fromEntries(
      Changes.map(({ ResourceChange: change }) => [change?.LogicalResourceId, change]),
    );
    expect(
      Object.entries(byId)
        .map(([id, c]) => [id, c?.Action, c?.Replacement])
        .sort(),
    ).toEqual([
      ["Added", "Add", undefined],
      ["Gone", "Remove", undefined],
      ["Kept", "Modify", "False"],
      ["Moved", "Modify", "True"],
      ["User", "Modify", "False"],
    ]);
    expect(byId.Kept).toMatchObject({
      PhysicalResourceId: "/kept",
      Scope: ["Properties"],
      Details: [{ Target: { Name: "Value", RequiresRecreation: "Never", BeforeValue: "1", AfterValue: "2" } }],
    });
    expect(byId.Moved?.Details?.[0]?.Target).toMatchObject({ Name: "Name", RequiresRecreation: "Always" });
    expect(byId.User?.Details?.[0]?.Target?.AfterValue).toBe("{{changeSet:KNOWN_AFTER_APPLY}}-x");
    await execute("next");
    expect((await stacks.settled(StackName)).status).toBe("UPDATE_COMPLETE");
    expect(await stacks.resources(StackName)).toEqual({ Kept: "/kept", Moved: "/new", Added: "/added", User: "/user" });
  });

  it("without changes fails, and cannot be executed", async () => {
    await make();
    await propose("same", one);
    expect(await inspect("same")).toMatchObject({
      Status: "FAILED",
      StatusReason:
        "The submitted information didn't contain changes. Submit different information to create a change set.",
      ExecutionStatus: "UNAVAILABLE",
    });
    expect((await errorOf(execute("same"))).code).toBe("InvalidChangeSetStatusException");
  });

  it("sees a difference in outputs, tags and metadata alone", async () => {
    await make();
    const outputs = template({ A: parameter("/a", "1") }, { Outputs: { A: { Value: { Ref: "A" } } } });
    await propose("outputs", outputs);
    await propose("tags", one, { Tags: [{ Key: "a", Value: "b" }] });
    await propose("metadata", template({ A: parameter("/a", "1", { Metadata: { note: "x" } }) }));
    for (const name of ["outputs", "tags", "metadata"]) expect((await inspect(name)).Status).toBe("CREATE_COMPLETE");
    expect((await inspect("tags")).Changes?.[0]?.ResourceChange?.Scope).toEqual(["Tags"]);
    expect((await inspect("metadata")).Changes?.[0]?.ResourceChange?.Scope).toEqual(["Metadata"]);
  });

  it("goes with the others when one of them is executed", async () => {
    await make();
    await propose("b", template({ A: parameter("/a", "2") }));
    await propose("c", template({ A: parameter("/a", "3") }));
    const list = new ListChangeSetsCommand({ StackName });
    expect((await stacks.client.send(list)).Summaries?.map((s) => s.ChangeSetName)).toEqual(["first", "b", "c"]);
    expect(
      (await stacks.client.send(new GetTemplateCommand({ StackName, ChangeSetName: "c" }))).TemplateBody,
    ).toContain('"3"');
    await execute("b");
    await stacks.settled(StackName);
    expect((await errorOf(inspect("c"))).code).toBe("ChangeSetNotFoundException");
  });

  it.each<[string, () => Promise<unknown>, string, string]>([
    ["that does not exist", () => inspect("none"), "ChangeSetNotFoundException", "ChangeSet [none] does not exist"],
    [
      "of a stack that does not exist",
      () => propose("x", one, { StackName: "none" }),
      "ValidationError",
      "Stack [none] does not exist",
    ],
    ["whose name is taken", () => propose("first", one), "AlreadyExistsException", "ChangeSet first already exists"],
    [
      "that is to create what exists",
      () => propose("x", one, { ChangeSetType: "CREATE" }),
      "ValidationError",
      "Stack [s] already exists and cannot be created again with the changeSet [x].",
    ],
  ])("%s is refused", async (_, call, code, message) => {
    await make();
    expect(await errorOf(call())).toMatchObject({ code, message });
  });

  it("is deleted, and once more", async () => {
    await propose("first", one, { ChangeSetType: "CREATE" });
    const remove = new DeleteChangeSetCommand({ StackName, ChangeSetName: "first" });
    await stacks.client.send(remove);
    await stacks.client.send(remove);
    expect((await errorOf(inspect("first"))).code).toBe("ChangeSetNotFoundException");
  });
});
