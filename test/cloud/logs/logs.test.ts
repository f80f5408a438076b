import type { FilterLogEventsResponse, GetLogEventsResponse } from "@aws-sdk/client-cloudwatch-logs";
import { describe, expect, it } from "vitest";
import { ARN, GROUP, logsHarness, withLines } from "./harness.ts";

const DAY = 86_400_000;

describe("log groups", () => {
  it("are listed with their retention, and removed", async () => {
    const { call, ctx } = logsHarness();
    await call("CreateLogGroup", { ...GROUP, tags: { wan: "dc1" } });
    await call("CreateLogGroup", { logGroupName: "other" });
    await call("PutRetentionPolicy", { ...GROUP, retentionInDays: 14 });
    expect(await call("DescribeLogGroups", { logGroupNamePrefix: "/aws/" })).toMatchObject({
      logGroups: [
        {
          ...GROUP,
          arn: `${ARN}:*`,
          logGroupArn: ARN,
          retentionInDays: 14,
          creationTime: ctx.now(),
          storedBytes: 0,
          metricFilterCount: 0,
        },
      ],
    });
    expect(await call("ListTagsForResource", { resourceArn: ARN })).toEqual({ tags: { wan: "dc1" } });
    await call("DeleteLogGroup", GROUP);
    expect(await call("DescribeLogGroups")).toMatchObject({ logGroups: [{ logGroupName: "other" }] });
  });

  it("are made by CloudFormation", async () => {
    const { call, logs } = logsHarness();
    const provider = logs.resources?.find((one) => one.type === "AWS::Logs::LogGroup");
    const resource = { logicalId: "Log", stackName: "wan", stackId: "s", tags: {} };
    const made = await provider?.create({ LogGroupName: GROUP.logGroupName, RetentionInDays: "30" }, resource);
    expect(made).toEqual({ physicalId: GROUP.logGroupName, attributes: { Arn: `${ARN}:*` } });
    expect(await call("DescribeLogGroups")).toMatchObject({ logGroups: [{ retentionInDays: 30 }] });
    await provider?.delete?.(GROUP.logGroupName);
    expect(await call("DescribeLogGroups")).toMatchObject({ logGroups: [] });
  });

  it.each([
    ["CreateLogGroup", GROUP, "ResourceAlreadyExistsException", "The specified log group already exists"],
    [
      "CreateLogGroup",
      { logGroupName: "a b" },
      "InvalidParameterException",
      "1 validation error detected: Value 'a b' at 'logGroupName' failed to satisfy constraint: Member must satisfy regular expression pattern: [\\.\\-_/#A-Za-z0-9]+",
    ],
    [
      "CreateLogStream",
      { ...GROUP, logStreamName: "a" },
      "ResourceAlreadyExistsException",
      "The specified log stream already exists",
    ],
    [
      "DescribeLogStreams",
      { logGroupName: "none" },
      "ResourceNotFoundException",
      "The specified log group does not exist.",
    ],
    [
      "GetLogEvents",
      { ...GROUP, logStreamName: "none" },
      "ResourceNotFoundException",
      "The specified log stream does not exist.",
    ],
    [
      "FilterLogEvents",
      {},
      "InvalidParameterException",
      "Exactly one of logGroupName or logGroupIdentifier must be specified.",
    ],
    [
      "DescribeLogStreams",
      { ...GROUP, logGroupIdentifier: ARN },
      "ValidationException",
      "LogGroup name and LogGroup ARN are mutually exclusive parameters.",
    ],
    [
      "FilterLogEvents",
      { ...GROUP, nextToken: "x" },
      "InvalidParameterException",
      "The specified nextToken is invalid.",
    ],
  ])("%s refuses %j", async (operation, input, code, message) => {
    const { call } = await withLines();
    await expect(call(operation, input)).rejects.toMatchObject({ code, message });
  });

  it("refuse a retention that AWS does not offer", async () => {
    const { call } = await withLines();
    await expect(call("PutRetentionPolicy", { ...GROUP, retentionInDays: 2 })).rejects.toMatchObject({
      code: "InvalidParameterException",
      message: expect.stringMatching(
        /^1 validation error detected: Value '2' at 'retentionInDays' failed to satisfy constraint: Member must satisfy enum value set: \[1, 3, 5/,
      ),
    });
  });
});

describe("log streams", () => {
  it("are listed by name or by last event", async () => {
    const { call, start } = await withLines();
    type Listing = { logStreams: { logStreamName: string; firstEventTimestamp: number; lastEventTimestamp: number }[] };
    const byName = await call<Listing>("DescribeLogStreams", GROUP);
    expect(byName.logStreams).toMatchObject([
      { logStreamName: "a", firstEventTimestamp: start, lastEventTimestamp: start + 4000, arn: `${ARN}:log-stream:a` },
      { logStreamName: "b" },
    ]);
    const latest = await call<Listing>("DescribeLogStreams", {
      ...GROUP,
      orderBy: "LastEventTime",
      descending: true,
      limit: 1,
    });
    expect(latest.logStreams.map((stream) => stream.logStreamName)).toEqual(["a"]);
  });

  it("tell of events and a sequence token once there are some", async () => {
    const { ctx, call } = logsHarness();
    const stream = { ...GROUP, logStreamName: "new" };
    await call("CreateLogGroup", GROUP);
    await call("CreateLogStream", stream);
    const listed = {
      logStreamName: "new",
      arn: `${ARN}:log-stream:new`,
      creationTime: ctx.now(),
      storedBytes: 0,
    };
    expect(await call("DescribeLogStreams", GROUP)).toEqual({ logStreams: [listed] });
    await call("PutLogEvents", { ...stream, logEvents: [{ timestamp: ctx.now(), message: "first" }] });
    expect(await call("DescribeLogStreams", GROUP)).toMatchObject({
      logStreams: [{ ...listed, uploadSequenceToken: expect.stringMatching(/^\d{56}$/) }],
    });
  });

  it("are made by what is appended", async () => {
    const { ctx, logs, call } = logsHarness();
    logs.append("/new", "s", [{ at: ctx.now() - 0.25, message: "hello" }]);
    expect(await call("GetLogEvents", { logGroupName: "/new", logStreamName: "s" })).toMatchObject({
      events: [{ message: "hello" }],
    });
    expect(ctx.written).toMatchObject([{ kind: "log", detail: { group: "/new", stream: "s", message: "hello" } }]);
  });
});

describe("PutLogEvents", () => {
  it("refuses events out of order, and leaves out the too old and too new", async () => {
    const { call, ctx } = await withLines();
    const put = (...timestamps: number[]) =>
      call("PutLogEvents", {
        ...GROUP,
        logStreamName: "a",
        logEvents: timestamps.map((timestamp) => ({ timestamp, message: "x" })),
      });
    await expect(put(ctx.now(), ctx.now() - 1)).rejects.toMatchObject({
      code: "InvalidParameterException",
      message: "Log events in a single PutLogEvents request must be in chronological order.",
    });
    expect(await put(ctx.now() - 15 * DAY, ctx.now(), ctx.now() + 3 * 3_600_000)).toMatchObject({
      rejectedLogEventsInfo: { tooOldLogEventEndIndex: 1, tooNewLogEventStartIndex: 2 },
    });
    const { events } = await call<GetLogEventsResponse>("GetLogEvents", { ...GROUP, logStreamName: "a" });
    expect(events?.filter((event) => event.message === "x")).toHaveLength(1);
  });
});

describe("GetLogEvents", () => {
  const messages = (answer: GetLogEventsResponse) => answer.events?.map((event) => event.message);

  it("reads forwards until the token stays the same", async () => {
    const { call } = await withLines();
    const get = (more: object) =>
      call<GetLogEventsResponse>("GetLogEvents", { ...GROUP, logStreamName: "a", limit: 2, ...more });
    const first = await get({ startFromHead: true });
    const second = await get({ nextToken: first.nextForwardToken });
    const third = await get({ nextToken: second.nextForwardToken });
    expect([first, second, third].map(messages)).toEqual([["a line 0", "a line 2"], ["a line 4"], []]);
    expect(third.nextForwardToken).toBe(second.nextForwardToken);
    expect(messages(await get({}))).toEqual(["a line 2", "a line 4"]);
    expect(messages(await get({ nextToken: second.nextBackwardToken }))).toEqual(["a line 0", "a line 2"]);
  });
});

describe("FilterLogEvents", () => {
  it("reads all streams in order of time, page by page", async () => {
    const { call } = await withLines();
    const seen: (string | undefined)[] = [];
    let nextToken: string | undefined;
    do {
      const answer: FilterLogEventsResponse = await call("FilterLogEvents", { ...GROUP, limit: 2, nextToken });
      seen.push(...(answer.events ?? []).map((event) => event.message));
      nextToken = answer.nextToken;
    } while (nextToken);
    expect(seen).toEqual(["a line 0", "b line 1", "a line 2", "b line 3", "a line 4"]);
  });

  it("takes streams, times and a pattern", async () => {
    const { call, start } = await withLines();
    const filter = async (more: object) =>
      (await call<FilterLogEventsResponse>("FilterLogEvents", { ...GROUP, ...more })).events?.map(
        (event) => event.message,
      );
    expect(await filter({ logStreamNames: ["b"] })).toEqual(["b line 1", "b line 3"]);
    expect(await filter({ logStreamNamePrefix: "a", startTime: start + 2000 })).toEqual(["a line 2", "a line 4"]);
    expect(await filter({ filterPattern: "?3 ?4", endTime: start + 3000 })).toEqual(["b line 3"]);
    expect(await filter({ filterPattern: "line -a" })).toEqual(["b line 1", "b line 3"]);
    const { events } = await call<FilterLogEventsResponse>("FilterLogEvents", { logGroupIdentifier: ARN, limit: 1 });
    expect(events?.[0]).toMatchObject({
      logStreamName: "a",
      eventId: expect.stringMatching(/^\d{56}$/),
      timestamp: start,
    });
  });
});
