import { gzipSync } from "node:zlib";
import { CloudWatchClient, DescribeAlarmsCommand } from "@aws-sdk/client-cloudwatch";
import { DescribeRuleCommand, EventBridgeClient } from "@aws-sdk/client-eventbridge";
import { GetFunctionCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { SmithyRpcV2CborProtocol } from "@smithy/core/cbor";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { errorOf, startCloud, type TestCloud } from "../local.ts";
import { signed } from "../signer.ts";

let cloud: TestCloud;
beforeAll(async () => {
  cloud = await startCloud();
});
afterAll(() => cloud.close());

interface Post {
  service?: string;
  authorization?: string;
  headers?: Record<string, string>;
  body?: string | Uint8Array;
  path?: string;
  method?: string;
}

/** Signed for `service` if one is given. */
async function send({ service, authorization, headers = {}, body, path = "/", method = "POST" }: Post) {
  const url = new URL(path, cloud.url);
  const signing = { method, url, service: service ?? "", headers, body: body ?? "" };
  const response = await fetch(url, {
    method,
    body,
    headers: service ? signed(signing, cloud.rootCredentials) : { ...headers, ...(authorization && { authorization }) },
  });
  return { status: response.status, headers: response.headers, text: await response.text() };
}

const FORM = { "content-type": "application/x-www-form-urlencoded; charset=utf-8" };
const JSON11 = { "content-type": "application/x-amz-json-1.1" };

describe("who signs", () => {
  it.each<[string, Post, RegExp, number?]>([
    [
      "EC2",
      { headers: FORM, body: "Action=DescribeVpcs&Version=2016-11-15" },
      /^<\?xml[\s\S]*<Response><Errors><Error><Code>MissingAuthenticationToken<\/Code>/,
    ],
    [
      "STS",
      { headers: FORM, body: "Action=GetCallerIdentity&Version=2011-06-15" },
      /<ErrorResponse xmlns="https:\/\/sts[\s\S]*<Type>Sender<\/Type><Code>MissingAuthenticationToken</,
    ],
    [
      "EventBridge",
      { headers: { ...JSON11, "x-amz-target": "AWSEvents.ListRules" }, body: "{}" },
      /"__type":"MissingAuthenticationTokenException","message":"Missing Authentication Token"/,
      400,
    ],
    ["Lambda", { path: "/2015-03-31/functions/", method: "GET" }, /"Message":"Missing Authentication Token"/],
    ["nobody knows what", { path: "/favicon.ico", method: "GET" }, /MissingAuthenticationToken/],
  ])("is asked by %s", async (_, request, text, status = 403) => {
    const answer = await send(request);
    expect(answer.status).toBe(status);
    expect(answer.text).toMatch(text);
    expect(answer.headers.get("x-amzn-requestid")).toMatch(/^[0-9a-f-]{36}$/);
  });

  it.each([
    "Basic dXNlcjpwYXNz",
    "AWS4-HMAC-SHA256 Credential=AKID",
    "AWS4-HMAC-SHA256 Credential=AKID/20261122/eu-west-1/ec2/aws3_request",
    "AWS4-HMAC-SHA256 SignedHeaders=host",
  ])("must be readable: %s", async (authorization) => {
    const answer = await send({ authorization, headers: FORM, body: "Action=DescribeVpcs&Version=2016-11-15" });
    expect(answer.text).toContain("<Code>IncompleteSignature</Code>");
  });

  it("says that a service is missing", async () => {
    const answer = await send({ service: "dynamodb", headers: JSON11, body: "{}" });
    expect(answer.text).toContain("LocalCloud does not have the service dynamodb");
  });
});

describe("an operation that does not exist", () => {
  it.each<[string, Post, number, string]>([
    [
      "EC2",
      { service: "ec2", headers: FORM, body: "Action=Fly&Version=2016-11-15" },
      400,
      "<Code>InvalidAction</Code><Message>The action Fly is not valid for this web service.</Message>",
    ],
    [
      "EC2, none named",
      { service: "ec2", headers: FORM, body: "Version=2016-11-15" },
      400,
      "<Code>MissingAction</Code>",
    ],
    [
      "EC2, not implemented",
      { service: "ec2", headers: FORM, body: "Action=CreateNatGateway&Version=2016-11-15" },
      400,
      "LocalCloud does not implement ec2:CreateNatGateway",
    ],
    [
      "EC2, a property of every object",
      { service: "ec2", headers: FORM, body: "Action=constructor&Version=2016-11-15" },
      400,
      "<Code>InvalidAction</Code>",
    ],
    [
      "STS",
      { service: "sts", headers: FORM, body: "Action=Fly&Version=2011-06-15" },
      400,
      "<Code>InvalidAction</Code>",
    ],
    [
      "EventBridge",
      { service: "events", headers: { ...JSON11, "x-amz-target": "AWSEvents.Fly" }, body: "{}" },
      400,
      '"__type":"UnknownOperationException"',
    ],
    ["Lambda", { service: "lambda", path: "/2015-03-31/birds", method: "GET" }, 404, '"Type":"User"'],
    [
      "CloudWatch CBOR",
      {
        service: "monitoring",
        path: "/service/GraniteServiceVersion20100801/operation/Fly",
        headers: { "content-type": "application/cbor" },
      },
      404,
      "UnknownOperationException",
    ],
  ])("%s", async (_, request, status, text) => {
    const answer = await send(request);
    expect(answer.text).toContain(text);
    expect(answer.status).toBe(status);
  });
});

describe("input", () => {
  const ec2 = (body: string) => send({ service: "ec2", headers: FORM, body: `Version=2016-11-15&${body}` });

  it.each([
    [
      "an unknown parameter",
      "Action=DescribeVpcs&Colour=red",
      "<Code>UnknownParameter</Code><Message>The parameter Colour is not recognized</Message>",
    ],
    [
      "an unknown nested parameter",
      "Action=DescribeVpcs&Filter.1.Colour=red",
      "The parameter Filter.1.Colour is not recognized",
    ],
    [
      "a missing parameter",
      "Action=DescribeInstanceAttribute&Attribute=userData",
      "<Code>MissingParameter</Code><Message>The request must contain the parameter InstanceId</Message>",
    ],
    ["a number that is none", "Action=DescribeVpcs&MaxResults=many", "<Code>InvalidParameterValue</Code>"],
    ["a boolean that is none", "Action=DescribeVpcs&DryRun=perhaps", "<Code>InvalidParameterValue</Code>"],
    [
      "markup in a name",
      `Action=DescribeVpcs&Filter.1.Name=${encodeURIComponent("<b>&")}&Filter.1.Value.1=x`,
      "The filter '&lt;b&gt;&amp;' is invalid",
    ],
  ])("EC2 refuses %s", async (_, body, text) => {
    expect((await ec2(body)).text).toContain(text);
  });

  it("lists may have gaps", async () => {
    const answer = await ec2(
      "Action=DescribeInstances&InstanceId.3=i-0123456789abcdef0&InstanceId.7=i-0123456789abcdef1",
    );
    expect(answer.text).toContain("The instance IDs 'i-0123456789abcdef0, i-0123456789abcdef1' do not exist");
  });

  it("JSON must be JSON", async () => {
    const target = { ...JSON11, "x-amz-target": "AWSEvents.ListRules" };
    for (const body of ["{", "[]", "3"]) {
      const answer = await send({ service: "events", headers: target, body });
      expect(answer.text).toContain("SerializationException");
    }
  });

  it("may be gzipped; what only claims to be is refused", async () => {
    const headers = { ...FORM, "content-encoding": "gzip" };
    const body = gzipSync("Action=GetCallerIdentity&Version=2011-06-15");
    expect((await send({ service: "sts", headers, body: new Uint8Array(body) })).text).toContain(
      "<Account>111122223333</Account>",
    );
    expect((await send({ service: "sts", headers, body: "plain" })).status).toBe(400);
  });

  it("an operation without output answers true", async () => {
    const [, id] = /<allocationId>(.*)<\/allocationId>/.exec((await ec2("Action=AllocateAddress")).text) ?? [];
    const answer = await ec2(`Action=ReleaseAddress&AllocationId=${id}`);
    expect(answer.text).toMatch(
      /<requestId>[0-9a-f-]{36}<\/requestId><return>true<\/return><\/ReleaseAddressResponse>$/,
    );
  });
});

describe("CloudWatch", () => {
  it.each([
    ["JSON", {}],
    ["CBOR", { protocol: SmithyRpcV2CborProtocol }],
  ])("speaks %s", async (_, options) => {
    const client = new CloudWatchClient({ ...cloud.config, ...options });
    expect((await client.send(new DescribeAlarmsCommand({ AlarmNames: ["none"] }))).MetricAlarms).toEqual([]);
    client.destroy();
  });

  it("speaks the old query protocol", async () => {
    const body = "Action=DescribeAlarms&Version=2010-08-01&AlarmNames.member.1=none";
    const answer = await send({ service: "monitoring", headers: FORM, body });
    expect(answer.text).toMatch(
      /<DescribeAlarmsResponse xmlns="http:\/\/monitoring[\s\S]*<MetricAlarms\/>[\s\S]*<RequestId>/,
    );
    const unset = await send({ service: "monitoring", headers: FORM, body: "Action=SetAlarmState&Version=2010-08-01" });
    expect(unset.text).toContain("<Code>ValidationError</Code>");
  });

  it("says its errors in the query protocol's way too", async () => {
    const target = {
      "content-type": "application/x-amz-json-1.0",
      "x-amz-target": "GraniteServiceVersion20100801.SetAlarmState",
    };
    const body = JSON.stringify({ AlarmName: "none", StateValue: "ALARM", StateReason: "test" });
    const answer = await send({ service: "monitoring", headers: target, body });
    expect(answer.headers.get("x-amzn-query-error")).toBe("ResourceNotFound;Sender");
  });
});

describe("modelled errors", () => {
  it("have their names in the clients", async () => {
    const events = new EventBridgeClient(cloud.config);
    expect((await errorOf(events.send(new DescribeRuleCommand({ Name: "none" })))).code).toBe(
      "ResourceNotFoundException",
    );
    events.destroy();
    const lambda = new LambdaClient(cloud.config);
    expect(await errorOf(lambda.send(new GetFunctionCommand({ FunctionName: "none" })))).toMatchObject({
      code: "ResourceNotFoundException",
      status: 404,
    });
    lambda.destroy();
  });
});

describe("the journal", () => {
  it("has every call, who made it and how it ended", async () => {
    await send({ service: "ec2", headers: FORM, body: "Action=DescribeVpcs&Version=2016-11-15&VpcId.1=vpc-1" });
    const { detail } = await cloud.seen(
      ({ kind, detail: d }) => kind === "api-call" && d.error === "InvalidVpcID.Malformed",
    );
    expect(detail).toMatchObject({
      service: "ec2",
      operation: "DescribeVpcs",
      status: 400,
      caller: "arn:aws:iam::111122223333:root",
    });
  });
});
