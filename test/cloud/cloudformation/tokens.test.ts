import {
  CreateChangeSetCommand,
  CreateStackCommand,
  DeleteStackCommand,
  ExecuteChangeSetCommand,
  UpdateStackCommand,
} from "@aws-sdk/client-cloudformation";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { errorOf, startCloud, type TestCloud } from "../local.ts";
import { parameter, stacksOf, template } from "./stacks.ts";

const StackName = "s";
const body = (value: string) => template({ A: parameter("/a", value) });

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

const create = (ClientRequestToken: string, value = "1") =>
  stacks.client.send(new CreateStackCommand({ StackName, TemplateBody: body(value), ClientRequestToken }));
const update = (ClientRequestToken: string, value: string) =>
  stacks.client.send(new UpdateStackCommand({ StackName, TemplateBody: body(value), ClientRequestToken }));
const remove = (ClientRequestToken: string) =>
  stacks.client.send(new DeleteStackCommand({ StackName, ClientRequestToken }));
const propose = (ClientToken: string, value: string) =>
  stacks.client.send(
    new CreateChangeSetCommand({ StackName, ChangeSetName: "c", TemplateBody: body(value), ClientToken }),
  );
const execute = (ClientRequestToken: string | undefined) =>
  stacks.client.send(new ExecuteChangeSetCommand({ StackName, ChangeSetName: "c", ClientRequestToken }));

const begun = async (what: string, name = StackName) =>
  (await stacks.events(name)).filter((event) => event === `s ${what}_IN_PROGRESS`).length;

describe("a request that comes again with its token", () => {
  it("is answered as it was, and makes, changes and deletes a stack once", async () => {
    const made = await create("a");
    const { id } = await stacks.settled(StackName);
    expect((await create("a")).StackId).toBe(made.StackId);
    await update("b", "2");
    await stacks.settled(StackName);
    expect((await update("b", "2")).StackId).toBe(made.StackId);
    await remove("c");
    await stacks.settled(id);
    await remove("c");
    expect([await begun("CREATE", id), await begun("UPDATE", id), await begun("DELETE", id)]).toEqual([1, 1, 1]);
  });

  it("is answered once more while the first is still being carried out", async () => {
    const [one, again] = await Promise.all([create("a"), create("a")]);
    expect(again.StackId).toBe(one.StackId);
    expect((await stacks.settled(StackName)).status).toBe("CREATE_COMPLETE");
    expect(await begun("CREATE")).toBe(1);
  });

  it("makes and executes a change set once, also when that has ended", async () => {
    await create("a");
    await stacks.settled(StackName);
    const proposed = await propose("b", "2");
    expect((await propose("b", "2")).Id).toBe(proposed.Id);
    await execute("c");
    await execute("c");
    await stacks.settled(StackName);
    await execute("c");
    expect(await begun("UPDATE")).toBe(1);
  });

  it("and says something else is refused; without a token it is a new request", async () => {
    await create("a");
    await stacks.settled(StackName);
    expect(await errorOf(create("a", "2"))).toMatchObject({ code: "TokenAlreadyExistsException", status: 400 });
    expect((await errorOf(update("a", "2"))).code).toBe("TokenAlreadyExistsException");
    expect((await errorOf(create("other"))).code).toBe("AlreadyExistsException");
    await propose("b", "2");
    await execute(undefined);
    await stacks.settled(StackName);
    expect((await errorOf(execute(undefined))).code).toBe("InvalidChangeSetStatusException");
  });

  it("but was refused may be made anew with it", async () => {
    expect((await errorOf(update("a", "1"))).code).toBe("ValidationError");
    await create("b");
    await stacks.settled(StackName);
    await update("a", "2");
    expect((await stacks.settled(StackName)).status).toBe("UPDATE_COMPLETE");
  });
});
