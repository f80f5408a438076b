import { CreateStackCommand } from "@aws-sdk/client-cloudformation";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createStacks } from "../../../src/aws/index.ts";
import { parameter, stacksOf, template } from "../../cloud/cloudformation/stacks.ts";
import { startCloud, type TestCloud } from "../../cloud/local.ts";

const STACK = "s";
const resources = (value: string) => template({ A: parameter("/a", value) });

let cloud: TestCloud;
let seen: ReturnType<typeof stacksOf>;
beforeEach(async () => {
  cloud = await startCloud();
  seen = stacksOf(cloud);
  await seen.client.send(new CreateStackCommand({ StackName: STACK, TemplateBody: resources("1") }));
  expect((await seen.settled(STACK)).status).toBe("CREATE_COMPLETE");
});
afterEach(async () => {
  seen.client.destroy();
  await cloud.close();
});

const stacks = () => createStacks({ ...cloud.config, region: cloud.config.region });

/** Every answer of that operation is lost once; tells how often it was asked. */
function lose(operation: string): () => number {
  cloud.inject({ kind: "lost-answer", operation: `cloudformation:${operation}`, count: 1 });
  return () => cloud.journal.filter(({ kind, detail }) => kind === "api-call" && detail.operation === operation).length;
}

describe("a request whose answer is lost is sent again, and carried out once", () => {
  it("when a stack is changed by a change set", async () => {
    const asked = [lose("CreateChangeSet"), lose("ExecuteChangeSet")];
    const deployment = await stacks().revise(STACK, JSON.parse(resources("2")));
    expect(deployment.changes.map(({ action, logicalId }) => `${action} ${logicalId}`)).toEqual(["modify A"]);
    await deployment.execute(() => {});
    expect(asked.map((times) => times())).toEqual([2, 2]);
    const updates = (await seen.events(STACK)).filter((event) => event === "s UPDATE_IN_PROGRESS");
    expect(updates).toHaveLength(1);
    expect(await stacks().template(STACK)).toEqual(JSON.parse(resources("2")));
  });

  it("when a stack is deleted", async () => {
    const asked = lose("DeleteStack");
    const { id } = await seen.settled(STACK);
    await stacks().destroy(STACK, () => {});
    expect(asked()).toBe(2);
    expect((await seen.events(id)).filter((event) => event === "s DELETE_IN_PROGRESS")).toHaveLength(1);
  });
});
