import { describe, expect, it } from "vitest";
import { createCore } from "../../src/cloud/core/context.ts";
import { delayProfiles } from "../../src/cloud/index.ts";
import { createDeadLetter } from "../../src/cloud/services/dead-letter.ts";
import { createIam } from "../../src/cloud/services/iam/index.ts";
import { createSns } from "../../src/cloud/services/sns/index.ts";
import { createSqs } from "../../src/cloud/services/sqs/index.ts";

const caller = { accessKeyId: "A", arn: "arn:aws:iam::111122223333:root", requestId: "r" };
const request = { logicalId: "Letters", stackName: "dc1", stackId: "", tags: {} };

async function desk() {
  const { ctx, journal } = createCore(
    { profile: delayProfiles.instant, region: "eu-west-1", workDir: "." },
    "http://127.0.0.1:1",
  );
  const { access, resourcePolicies: policies } = createIam(ctx);
  const sqs = createSqs(ctx, policies);
  const sns = createSns(ctx, { sendToQueue: sqs.send, policies });
  const provider = (type: string) => {
    const found = [...(sqs.resources ?? []), ...(sns.resources ?? [])].find((known) => known.type === type);
    if (!found) throw new Error(`no provider for ${type}`);
    return found;
  };
  const queue = await provider("AWS::SQS::Queue").create({}, request);
  const topic = await provider("AWS::SNS::Topic").create({ TopicName: "alerts" }, request);
  const call = <T>(name: string, input: object) =>
    sqs.operations[name]?.({ QueueUrl: queue.physicalId, ...input }, caller) as T;
  return {
    journal,
    provider,
    queue,
    topic,
    call,
    deadLetter: createDeadLetter({ queues: sqs, topics: sns.topics, access }),
  };
}

interface Received {
  Messages: { Body: string; ReceiptHandle: string }[];
}

describe("dead letters", () => {
  it("lie in the queue until they are read and deleted", async () => {
    const { deadLetter, queue, call } = await desk();
    expect(queue.attributes.QueueName).toMatch(/^dc1-Letters-[A-Z2-7]{12}$/);
    deadLetter.send(String(queue.attributes.Arn), { lost: 1 });
    deadLetter.send(String(queue.attributes.Arn), "plain");
    const [first] = call<Received>("ReceiveMessage", {}).Messages;
    expect(first?.Body).toBe('{"lost":1}');
    const attributes = call<{ Attributes: Record<string, string> }>("GetQueueAttributes", {}).Attributes;
    expect(attributes).toMatchObject({ ApproximateNumberOfMessages: "1", ApproximateNumberOfMessagesNotVisible: "1" });
    call("DeleteMessage", { ReceiptHandle: first?.ReceiptHandle });
    const rest = call<Received>("ReceiveMessage", { MaxNumberOfMessages: 10, VisibilityTimeout: 0 }).Messages;
    expect(rest.map(({ Body }) => Body)).toEqual(["plain"]);
    expect(call<Received>("ReceiveMessage", { MaxNumberOfMessages: 10 }).Messages).toHaveLength(1);
  });

  it("reach a topic's queues, in SNS's envelope", async () => {
    const { deadLetter, topic, queue, call, provider, journal } = await desk();
    const Endpoint = queue.attributes.Arn;
    await provider("AWS::SNS::Subscription").create({ TopicArn: topic.physicalId, Protocol: "sqs", Endpoint }, request);
    deadLetter.send(topic.physicalId, "look here");
    const [message] = call<Received>("ReceiveMessage", {}).Messages;
    expect(JSON.parse(message?.Body ?? "")).toMatchObject({
      Type: "Notification",
      TopicArn: topic.physicalId,
      Message: "look here",
    });
    expect(journal.map(({ detail }) => detail.message)).toContain("look here");
  });

  it("stay with a topic whose only subscriber is a person, who was never asked", async () => {
    const { deadLetter, topic, provider, journal } = await desk();
    const mail = { TopicArn: topic.physicalId, Protocol: "email", Endpoint: "ops@example.net" };
    await provider("AWS::SNS::Subscription").create(mail, request);
    deadLetter.send(topic.physicalId, "look here");
    const kept = journal.map(({ detail }) => detail);
    expect(kept).toMatchObject([{ message: "look here", pendingConfirmation: ["ops@example.net"] }]);
  });

  it("have nowhere else to go", async () => {
    const { deadLetter, call } = await desk();
    expect(() => deadLetter.send("arn:aws:sqs:eu-west-1:111122223333:none", "")).toThrow(/does not exist/);
    expect(() => deadLetter.send("arn:aws:sns:eu-west-1:111122223333:none", "")).toThrow(/does not exist/);
    expect(() => deadLetter.send("arn:aws:s3:::bucket", "")).toThrow(/neither a queue nor a topic/);
    expect(() => call("ReceiveMessage", { MaxNumberOfMessages: 11 })).toThrow(/between 1 and 10/);
    expect(() => call("SendMessage", { QueueUrl: "http://127.0.0.1:1/111122223333/none", MessageBody: "" })).toThrow(
      /does not exist/,
    );
  });
});
