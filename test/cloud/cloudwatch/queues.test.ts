import { CloudWatchClient, type Datapoint, GetMetricStatisticsCommand } from "@aws-sdk/client-cloudwatch";
import { EventBridgeClient, PutEventsCommand } from "@aws-sdk/client-eventbridge";
import { expect, it, onTestFinished } from "vitest";
import { startCloud } from "../local.ts";
import { signed } from "../signer.ts";
import { cloudWatchHarness } from "./harness.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

it("counts in a queue every minute, for six hours after it was last used or as long as something lies there", async () => {
  const { ctx, queues, call } = cloudWatchHarness();
  const begin = ctx.now();
  const maxima = async (QueueName: string, MetricName: string) => {
    const range = { StartTime: new Date(begin), EndTime: new Date(ctx.now()), Period: 60, Statistics: ["Maximum"] };
    const Dimensions = [{ Name: "QueueName", Value: QueueName }];
    const metric = { Namespace: "AWS/SQS", MetricName, Dimensions };
    const { Datapoints } = await call<{ Datapoints: Datapoint[] }>("GetMetricStatistics", { ...metric, ...range });
    return Datapoints.map(({ Maximum, Unit }) => `${Maximum} ${Unit}`);
  };
  queues.push({ name: "idle", visible: 0, inFlight: 0, usedAt: begin - 6 * HOUR + MINUTE });
  queues.push({ name: "full", visible: 2, inFlight: 1, usedAt: begin - 24 * HOUR });
  await ctx.advance(3 * MINUTE);
  expect(await maxima("idle", "ApproximateNumberOfMessagesVisible")).toEqual(["0 Count"]);
  expect(await maxima("full", "ApproximateNumberOfMessagesVisible")).toEqual(Array(3).fill("2 Count"));
  expect(await maxima("full", "ApproximateNumberOfMessagesNotVisible")).toEqual(Array(3).fill("1 Count"));
});

const DEAD_LETTERS = {
  Queue: { Type: "AWS::SQS::Queue" },
  Policy: {
    Type: "AWS::SQS::QueuePolicy",
    Properties: {
      Queues: [{ Ref: "Queue" }],
      PolicyDocument: {
        Statement: [
          {
            Effect: "Allow",
            Principal: { Service: "events.amazonaws.com" },
            Action: "sqs:SendMessage",
            Resource: { "Fn::GetAtt": ["Queue", "Arn"] },
          },
        ],
      },
    },
  },
  Rule: {
    Type: "AWS::Events::Rule",
    Properties: {
      EventPattern: { source: ["own.test"] },
      Targets: [
        {
          Id: "nobody",
          Arn: "arn:aws:lambda:eu-west-1:111122223333:function:nobody",
          DeadLetterConfig: { Arn: { "Fn::GetAtt": ["Queue", "Arn"] } },
        },
      ],
    },
  },
  Alarm: {
    Type: "AWS::CloudWatch::Alarm",
    Properties: {
      AlarmName: "Undelivered",
      Namespace: "AWS/SQS",
      MetricName: "ApproximateNumberOfMessagesVisible",
      Dimensions: [{ Name: "QueueName", Value: { "Fn::GetAtt": ["Queue", "QueueName"] } }],
      Statistic: "Maximum",
      Period: 60,
      EvaluationPeriods: 1,
      Threshold: 1,
      ComparisonOperator: "GreaterThanOrEqualToThreshold",
      TreatMissingData: "notBreaching",
    },
  },
};

it("rings an alarm when an event reaches nobody, until the queue is empty again", async () => {
  const cloud = await startCloud();
  const events = new EventBridgeClient(cloud.config);
  const cloudwatch = new CloudWatchClient(cloud.config);
  onTestFinished(async () => {
    events.destroy();
    cloudwatch.destroy();
    await cloud.close();
  });
  const { resources } = await cloud.deploy("letters", { Resources: DEAD_LETTERS }, ".");
  const turned = (from: string, to: string) =>
    cloud.seen(({ kind, detail }) => kind === "alarm-state" && detail.from === from && detail.to === to);
  await turned("INSUFFICIENT_DATA", "OK");

  const entry = { Source: "own.test", DetailType: "lost", Detail: "{}" };
  await events.send(new PutEventsCommand({ Entries: [entry] }));
  expect((await turned("OK", "ALARM")).detail).toMatchObject({ alarm: "Undelivered" });
  const QueueName = resources.Queue?.split("/").pop();
  const { Datapoints = [] } = await cloudwatch.send(
    new GetMetricStatisticsCommand({
      Namespace: "AWS/SQS",
      MetricName: "ApproximateNumberOfMessagesVisible",
      Dimensions: [{ Name: "QueueName", Value: QueueName }],
      StartTime: new Date(Date.now() - HOUR),
      EndTime: new Date(Date.now() + MINUTE),
      Period: 3600,
      Statistics: ["Maximum"],
    }),
  );
  expect(Datapoints.map(({ Maximum }) => Maximum)).toContain(1);

  const url = new URL(`${cloud.url}/`);
  const body = JSON.stringify({ QueueUrl: resources.Queue });
  const headers = { "x-amz-target": "AmazonSQS.PurgeQueue", "content-type": "application/x-amz-json-1.0" };
  const request = { method: "POST", url, service: "sqs", headers, body };
  const purged = await fetch(url, { ...request, headers: signed(request, cloud.rootCredentials) });
  expect([purged.status, await purged.text()]).toEqual([200, "{}"]);
  await turned("ALARM", "OK");
});
