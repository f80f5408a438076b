import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  CloudWatchClient,
  DescribeAlarmsCommand,
  PutMetricDataCommand,
  SetAlarmStateCommand,
} from "@aws-sdk/client-cloudwatch";
import { CloudWatchLogsClient, FilterLogEventsCommand } from "@aws-sdk/client-cloudwatch-logs";
import {
  EventBridgeClient,
  ListRulesCommand,
  PutEventsCommand,
  PutRuleCommand,
  TestEventPatternCommand,
} from "@aws-sdk/client-eventbridge";
import { GetFunctionCommand, InvokeCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { errorOf, REGION, startCloud, type TestCloud } from "../local.ts";

/** One rule, one alarm, one function that says what it got; as the reference WAN has them. */
const template = {
  Resources: {
    Role: {
      Type: "AWS::IAM::Role",
      Properties: {
        AssumeRolePolicyDocument: {
          Version: "2012-10-17",
          Statement: [{ Effect: "Allow", Principal: { Service: "lambda.amazonaws.com" }, Action: "sts:AssumeRole" }],
        },
        ManagedPolicyArns: ["arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole"],
      },
    },
    Function: {
      Type: "AWS::Lambda::Function",
      Properties: {
        FunctionName: "EIP-Failover-DC1",
        Runtime: "nodejs20.x",
        Handler: "index.handler",
        Role: { "Fn::GetAtt": ["Role", "Arn"] },
        Code: {
          ZipFile:
            "exports.handler = async (e) => { console.log('got', e['detail-type']); return e.n ? e.n + 1 : 0; };",
        },
      },
    },
    Rule: {
      Type: "AWS::Events::Rule",
      Properties: {
        Name: "Failover-EIP-on-DC1-SP1-Alarm",
        EventPattern: {
          source: ["aws.cloudwatch"],
          "detail-type": ["CloudWatch Alarm State Change"],
          detail: { alarmName: ["DC1-SP1-StatusFailed-Alarm"], state: { value: ["ALARM"] } },
        },
        Targets: [{ Id: "T0", Arn: { "Fn::GetAtt": ["Function", "Arn"] } }],
      },
    },
    Permission: {
      Type: "AWS::Lambda::Permission",
      Properties: {
        FunctionName: { "Fn::GetAtt": ["Function", "Arn"] },
        Action: "lambda:InvokeFunction",
        Principal: "events.amazonaws.com",
        SourceArn: { "Fn::GetAtt": ["Rule", "Arn"] },
      },
    },
    Alarm: {
      Type: "AWS::CloudWatch::Alarm",
      Properties: {
        AlarmName: "DC1-SP1-StatusFailed-Alarm",
        Namespace: "WAN",
        MetricName: "Sick",
        Statistic: "Maximum",
        Period: 60,
        EvaluationPeriods: 1,
        Threshold: 1,
        ComparisonOperator: "GreaterThanOrEqualToThreshold",
        TreatMissingData: "ignore",
      },
    },
  },
};

let cloud: TestCloud;
let home: string;
beforeAll(async () => {
  home = mkdtempSync(join(tmpdir(), "hubshift-cli-"));
  cloud = await startCloud();
  await cloud.deploy("wan", template, home);
});
afterAll(async () => {
  await cloud.close();
  rmSync(home, { recursive: true, force: true });
});

describe("the SDK's clients", () => {
  it("turn an alarm, whose event the rule hands to the function, whose lines are in its log", async () => {
    const cloudwatch = new CloudWatchClient(cloud.config);
    const AlarmName = "DC1-SP1-StatusFailed-Alarm";
    await cloudwatch.send(new SetAlarmStateCommand({ AlarmName, StateValue: "ALARM", StateReason: "drill" }));
    const ended = await cloud.seen((entry) => entry.kind === "invoke-end");
    expect(ended.detail).toMatchObject({ function: "EIP-Failover-DC1", outcome: "success", start: "cold" });
    const logs = new CloudWatchLogsClient(cloud.config);
    const { events } = await logs.send(
      new FilterLogEventsCommand({ logGroupName: "/aws/lambda/EIP-Failover-DC1", filterPattern: "got" }),
    );
    expect(events?.[0]?.message).toMatch(/INFO\tgot CloudWatch Alarm State Change$/);
    await cloudwatch.send(
      new PutMetricDataCommand({
        Namespace: "WAN",
        MetricData: [{ MetricName: "Sick", Value: 0, Timestamp: new Date() }],
      }),
    );
    await cloudwatch.send(new SetAlarmStateCommand({ AlarmName, StateValue: "OK", StateReason: "drill" }));
    const { MetricAlarms } = await cloudwatch.send(new DescribeAlarmsCommand({}));
    expect(MetricAlarms).toMatchObject([{ AlarmName, StateValue: "OK", StateUpdatedTimestamp: expect.any(Date) }]);
    const missing = new SetAlarmStateCommand({ AlarmName: "none", StateValue: "OK", StateReason: "x" });
    expect(await errorOf(cloudwatch.send(missing))).toMatchObject({ code: "ResourceNotFound", status: 404 });
  });

  it("speak with EventBridge", async () => {
    const events = new EventBridgeClient(cloud.config);
    const { Rules } = await events.send(new ListRulesCommand({}));
    expect(Rules).toMatchObject([{ Name: "Failover-EIP-on-DC1-SP1-Alarm", State: "ENABLED" }]);
    const entry = { Source: "aws.ec2", DetailType: "x", Detail: "{}" };
    expect(await events.send(new PutEventsCommand({ Entries: [entry] }))).toMatchObject({
      FailedEntryCount: 1,
      Entries: [{ ErrorCode: "NotAuthorizedForSourceException" }],
    });
    expect(await errorOf(events.send(new PutRuleCommand({ Name: "x", EventPattern: "{}" })))).toMatchObject({
      code: "InvalidEventPatternException",
      message: "Event pattern is not valid. Reason: Empty objects are not allowed",
      status: 400,
    });
    const test = new TestEventPatternCommand({ EventPattern: "{", Event: "{}" });
    expect(await errorOf(events.send(test))).toMatchObject({ code: "InvalidEventPatternException" });
  });

  it("speak with Lambda", async () => {
    const lambda = new LambdaClient(cloud.config);
    const FunctionName = "EIP-Failover-DC1";
    const answer = await lambda.send(new InvokeCommand({ FunctionName, Payload: '{"n":41}', LogType: "Tail" }));
    expect(answer).toMatchObject({ StatusCode: 200, ExecutedVersion: "$LATEST" });
    expect(answer.FunctionError).toBeUndefined();
    expect(answer.Payload?.transformToString()).toBe("42");
    expect(Buffer.from(answer.LogResult ?? "", "base64").toString()).toContain("REPORT RequestId: ");
    expect(await lambda.send(new InvokeCommand({ FunctionName, InvocationType: "Event" }))).toMatchObject({
      StatusCode: 202,
    });
    expect(await lambda.send(new GetFunctionCommand({ FunctionName }))).toMatchObject({
      Configuration: { FunctionName, Runtime: "nodejs20.x", State: "Active" },
    });
    expect(await errorOf(lambda.send(new InvokeCommand({ FunctionName: "none" })))).toMatchObject({
      code: "ResourceNotFoundException",
      status: 404,
      message: `Function not found: arn:aws:lambda:${REGION}:111122223333:function:none`,
    });
  });
});

/** Runs a program beside this process, which serves it. */
async function run(command: string, args: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  const env = {
    PATH: process.env.PATH,
    HOME: home,
    AWS_ACCESS_KEY_ID: "test",
    AWS_SECRET_ACCESS_KEY: "test",
    AWS_DEFAULT_REGION: REGION,
    AWS_ENDPOINT_URL: cloud.url,
  };
  const child = spawn(command, args, { env, stdio: ["ignore", "pipe", "pipe"] });
  const texts = { stdout: "", stderr: "" };
  child.stdout.on("data", (chunk) => (texts.stdout += chunk));
  child.stderr.on("data", (chunk) => (texts.stderr += chunk));
  const [code] = await once(child, "close");
  return { code, ...texts };
}

const has = (command: string, ...args: string[]) => spawnSync(command, args).status === 0;

describe.skipIf(!has("aws", "--version"))("the aws command", { timeout: 60_000 }, () => {
  const aws = async (...args: string[]) => run("aws", [...args, "--output", "json"]);

  it("lists rules, puts events and tests patterns", async () => {
    const rules = await aws("events", "list-rules");
    expect(JSON.parse(rules.stdout).Rules[0].Name).toBe("Failover-EIP-on-DC1-SP1-Alarm");
    const put = await aws("events", "put-events", "--entries", '[{"Source":"my.app","DetailType":"x","Detail":"{}"}]');
    expect(JSON.parse(put.stdout)).toMatchObject({ FailedEntryCount: 0, Entries: [{ EventId: expect.any(String) }] });
    const event = '{"id":"1","account":"1","source":"a","time":"t","region":"r","resources":[],"detail-type":"d"}';
    const test = await aws("events", "test-event-pattern", "--event-pattern", '{"source":["a"]}', "--event", event);
    expect(JSON.parse(test.stdout)).toEqual({ Result: true });
    const bad = await aws("events", "put-rule", "--name", "x", "--event-pattern", "[]");
    // Version 1 ends with 255, version 2 with 254.
    expect(bad.code).toBeGreaterThanOrEqual(254);
    expect(bad.stderr).toContain(
      "An error occurred (InvalidEventPatternException) when calling the PutRule operation: Event pattern is not valid. Reason: Filter is not an object",
    );
  });

  it("describes and sets alarms", async () => {
    const alarms = await aws("cloudwatch", "describe-alarms");
    expect(JSON.parse(alarms.stdout).MetricAlarms[0]).toMatchObject({
      AlarmName: "DC1-SP1-StatusFailed-Alarm",
      Period: 60,
      Threshold: 1,
    });
    const set = (name: string) =>
      aws("cloudwatch", "set-alarm-state", "--alarm-name", name, "--state-value", "OK", "--state-reason", "x");
    expect(await set("DC1-SP1-StatusFailed-Alarm")).toMatchObject({ code: 0, stderr: "" });
    expect((await set("none")).stderr).toContain(
      "An error occurred (ResourceNotFound) when calling the SetAlarmState operation: ",
    );
  });

  it("invokes the function and reads its log", async () => {
    const out = join(home, "out.json");
    const invoked = await aws("lambda", "invoke", "--function-name", "EIP-Failover-DC1", out);
    expect(JSON.parse(invoked.stdout)).toMatchObject({ StatusCode: 200, ExecutedVersion: "$LATEST" });
    const logs = await aws(
      "logs",
      "filter-log-events",
      "--log-group-name",
      "/aws/lambda/EIP-Failover-DC1",
      "--filter-pattern",
      "REPORT",
    );
    expect(JSON.parse(logs.stdout).events.length).toBeGreaterThan(0);
    const none = await aws("logs", "filter-log-events", "--log-group-name", "none");
    expect(none.stderr).toContain(
      "(ResourceNotFoundException) when calling the FilterLogEvents operation: The specified log group does not exist.",
    );
  });
});

describe.skipIf(!has("python3", "-c", "import boto3"))("boto3", { timeout: 60_000 }, () => {
  it("speaks with all four services", async () => {
    const program = `
import boto3, json, botocore.exceptions
events, cw, logs, fn = (boto3.client(name) for name in ("events", "cloudwatch", "logs", "lambda"))
out = {
  "rules": [rule["Name"] for rule in events.list_rules()["Rules"]],
  "alarms": [alarm["AlarmName"] for alarm in cw.describe_alarms()["MetricAlarms"]],
  "answer": json.load(fn.invoke(FunctionName="EIP-Failover-DC1", Payload=b'{"n":1}')["Payload"]),
  "group": logs.describe_log_groups()["logGroups"][0]["logGroupName"],
}
try:
  cw.set_alarm_state(AlarmName="none", StateValue="OK", StateReason="x")
except botocore.exceptions.ClientError as error:
  out["error"] = error.response["Error"]["Code"]
try:
  fn.get_policy(FunctionName="none")
except fn.exceptions.ResourceNotFoundException as error:
  out["missing"] = error.response["Error"]["Message"]
print(json.dumps(out))
`;
    const { stdout, stderr } = await run("python3", ["-c", program]);
    expect(stderr).toBe("");
    expect(JSON.parse(stdout)).toEqual({
      rules: ["Failover-EIP-on-DC1-SP1-Alarm"],
      alarms: ["DC1-SP1-StatusFailed-Alarm"],
      answer: 2,
      group: "/aws/lambda/EIP-Failover-DC1",
      error: "ResourceNotFound",
      missing: `Function not found: arn:aws:lambda:${REGION}:111122223333:function:none`,
    });
  });
});
