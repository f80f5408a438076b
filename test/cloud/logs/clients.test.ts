import type { GetLogEventsResponse } from "@aws-sdk/client-cloudwatch-logs";
import { describe, expect, it } from "vitest";
import { ARN, GROUP, logsHarness, withLines } from "./harness.ts";

describe("log groups", () => {
  it("are tagged by name, as older clients do it, and keep their key", async () => {
    const { call } = logsHarness();
    const kmsKeyId = "arn:aws:kms:us-east-1:111122223333:key/k";
    await call("CreateLogGroup", { ...GROUP, tags: { a: "1" }, kmsKeyId });
    await call("TagLogGroup", { ...GROUP, tags: { b: "2" } });
    await call("UntagLogGroup", { ...GROUP, tags: ["a"] });
    expect(await call("ListTagsLogGroup", GROUP)).toEqual({ tags: { b: "2" } });
    expect(await call("DescribeLogGroups")).toMatchObject({ logGroups: [{ kmsKeyId }] });
  });

  it("are named by ARN, but not by the one with the star that they are listed with", async () => {
    const { call } = await withLines();
    expect(await call("DescribeLogStreams", { logGroupIdentifier: ARN })).toMatchObject({ logStreams: [{}, {}] });
    await expect(call("DescribeLogStreams", { logGroupIdentifier: `${ARN}:*` })).rejects.toMatchObject({
      code: "InvalidParameterException",
      message: `1 validation error detected: Value '${ARN}:*' at 'logGroupIdentifier' failed to satisfy constraint: Member must satisfy regular expression pattern: [\\w#+=/:,.@-]*`,
    });
    expect(await call("ListTagsForResource", { resourceArn: `${ARN}:*` })).toEqual({ tags: {} });
  });
});

describe("GetLogEvents", () => {
  async function reader() {
    const harness = await withLines();
    const get = (more: object) =>
      harness.call<GetLogEventsResponse>("GetLogEvents", { ...GROUP, logStreamName: "a", ...more });
    const messages = async (more: object) => (await get(more)).events?.map(({ message }) => message);
    return { ...harness, get, messages };
  }

  it("goes on where its token points, also after new events", async () => {
    const { call, ctx, get, messages } = await reader();
    const { nextForwardToken: nextToken, nextBackwardToken } = await get({ limit: 1 });
    expect(await messages({ nextToken: nextBackwardToken })).toEqual(["a line 0", "a line 2"]);
    expect(await messages({ nextToken })).toEqual([]);
    const logEvents = [{ timestamp: ctx.now(), message: "new" }];
    await call("PutLogEvents", { ...GROUP, logStreamName: "a", logEvents });
    expect(await messages({ nextToken })).toEqual(["new"]);
  });

  it("reads what comes into a stream that was empty", async () => {
    const { call, ctx, get, messages } = await reader();
    await call("CreateLogStream", { ...GROUP, logStreamName: "empty" });
    const { nextForwardToken: nextToken } = await get({ logStreamName: "empty" });
    const logEvents = [{ timestamp: ctx.now(), message: "first" }];
    await call("PutLogEvents", { ...GROUP, logStreamName: "empty", logEvents });
    expect(await messages({ logStreamName: "empty", nextToken })).toEqual(["first"]);
  });
});

describe("resource policies", () => {
  it("are ten at most", async () => {
    const { call, ctx } = logsHarness();
    const put = (n: number) => call("PutResourcePolicy", { policyName: `p${n}`, policyDocument: "{}" });
    for (let n = 0; n < 10; n++) await put(n);
    await expect(put(10)).rejects.toMatchObject({ code: "LimitExceededException" });
    const resourcePolicy = { policyName: "p1", policyDocument: "{}", lastUpdatedTime: ctx.now() };
    expect(await put(1)).toEqual({ resourcePolicy });
    await call("DeleteResourcePolicy", { policyName: "p0" });
    expect(await call("DescribeResourcePolicies", { limit: 1 })).toMatchObject({ resourcePolicies: [resourcePolicy] });
  });

  it.each([
    ["DeleteResourcePolicy", { policyName: "p" }, "ResourceNotFoundException"],
    ["PutResourcePolicy", { policyName: "p", policyDocument: "{" }, "InvalidParameterException"],
    ["PutResourcePolicy", { policyName: "p" }, "InvalidParameterException"],
  ])("%s refuses %j", async (operation, input, code) => {
    await expect(logsHarness().call(operation, input)).rejects.toMatchObject({ code });
  });
});
