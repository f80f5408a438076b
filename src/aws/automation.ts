import {
  CloudFormationClient,
  DescribeStacksCommand,
  paginateListStackResources,
} from "@aws-sdk/client-cloudformation";
import { CloudWatchClient, GetMetricStatisticsCommand, paginateDescribeAlarms } from "@aws-sdk/client-cloudwatch";
import { DescribeRuleCommand, EventBridgeClient } from "@aws-sdk/client-eventbridge";
import { GetFunctionConcurrencyCommand, GetFunctionConfigurationCommand, LambdaClient } from "@aws-sdk/client-lambda";
import type { AlarmFacts, Seen, StackFacts, SwitchFacts } from "../verify/index.ts";
import type { AwsOptions } from "./types.ts";

/** Names of what a stack made. */
export interface StackParts {
  alarms: readonly string[];
  rules: readonly string[];
  functions: readonly string[];
  queues: readonly string[];
}

export interface AutomationReading {
  stack: Seen<StackFacts>;
  parts: Seen<StackParts>;
  alarms: Seen<AlarmFacts[]>;
  rules: Seen<SwitchFacts[]>;
  functions: Seen<SwitchFacts[]>;
  deadLetters: Seen<number>;
}

/** How AWS is reached, and what limits the requests. */
interface Reach {
  options: AwsOptions;
  http: { abortSignal: AbortSignal | undefined };
}

const GONE = ["ResourceNotFoundException", "ResourceNotFound"];
/** DescribeAlarms takes so many names at once. */
const NAMES_AT_ONCE = 100;

/**
 * What the stack `name` made to move the address and to call a person, and how it is now. Each part is read by itself: one that the
 * credentials may not read is unseen, with AWS's reason, and the others are not.
 */
export async function readAutomation(
  name: string | undefined,
  { signal, ...options }: AwsOptions & { signal?: AbortSignal } = {},
): Promise<AutomationReading> {
  const reach = { options, http: { abortSignal: signal } };
  if (name === undefined) return nothing("the hubs belong to no CloudFormation stack");
  const [stack, parts] = await Promise.all([look(() => readStack(reach, name)), look(() => readParts(reach, name))]);
  if ("unseen" in parts) return { ...nothing(parts.unseen), stack };
  const { alarms, rules, functions, queues } = parts.seen;
  const [alarmsSeen, rulesSeen, functionsSeen, deadLetters] = await Promise.all([
    look(() => readAlarms(reach, alarms)),
    look(() => readRules(reach, rules)),
    look(() => readFunctions(reach, functions)),
    countDeadLetters(reach, queues),
  ]);
  return { stack, parts, alarms: alarmsSeen, rules: rulesSeen, functions: functionsSeen, deadLetters };
}

function nothing(unseen: string): AutomationReading {
  const none = { unseen };
  return { stack: none, parts: none, alarms: none, rules: none, functions: none, deadLetters: none };
}

/** What `read` saw, or AWS's word for why it saw nothing. An abort is no such reason, nor is a mistake of ours. */
async function look<T>(read: () => Promise<T>): Promise<Seen<T>> {
  try {
    return { seen: await read() };
  } catch (error) {
    if (!(error instanceof Error) || !("$fault" in error)) throw error;
    return { unseen: `${error.name}: ${error.message}` };
  }
}

async function readStack({ options, http }: Reach, name: string): Promise<StackFacts> {
  const client = new CloudFormationClient(options);
  const { Stacks: [stack] = [] } = await client.send(new DescribeStacksCommand({ StackName: name }), http);
  return {
    name,
    status: stack?.StackStatus ?? "missing",
    drift: stack?.DriftInformation?.StackDriftStatus ?? "NOT_CHECKED",
  };
}

async function readParts({ options }: Reach, name: string): Promise<StackParts> {
  const made: [type: string, id: string][] = [];
  const pages = paginateListStackResources({ client: new CloudFormationClient(options) }, { StackName: name });
  for await (const { StackResourceSummaries = [] } of pages)
    for (const { ResourceType = "", PhysicalResourceId } of StackResourceSummaries)
      if (PhysicalResourceId) made.push([ResourceType, PhysicalResourceId]);
  const of = (wanted: string) => made.flatMap(([type, id]) => (type === wanted ? [id] : [])).sort();
  return {
    alarms: of("AWS::CloudWatch::Alarm"),
    rules: of("AWS::Events::Rule"),
    functions: of("AWS::Lambda::Function"),
    queues: of("AWS::SQS::Queue").map((url) => url.split("/").pop() ?? ""),
  };
}

async function readAlarms({ options }: Reach, names: readonly string[]): Promise<AlarmFacts[]> {
  const client = new CloudWatchClient(options);
  const found = new Map<string, AlarmFacts>();
  for (let first = 0; first < names.length; first += NAMES_AT_ONCE) {
    const pages = paginateDescribeAlarms({ client }, { AlarmNames: names.slice(first, first + NAMES_AT_ONCE) });
    for await (const { MetricAlarms = [] } of pages)
      for (const alarm of MetricAlarms)
        found.set(alarm.AlarmName ?? "", {
          name: alarm.AlarmName ?? "",
          state: alarm.StateValue ?? "INSUFFICIENT_DATA",
          since: alarm.StateTransitionedTimestamp?.getTime() ?? alarm.StateUpdatedTimestamp?.getTime(),
          description: alarm.AlarmDescription ?? "",
          rings: alarm.ActionsEnabled !== false,
        });
  }
  const gone = { state: "missing", since: undefined, description: "", rings: false } as const;
  return names.map((name) => found.get(name) ?? { name, ...gone });
}

function readRules({ options, http }: Reach, names: readonly string[]): Promise<SwitchFacts[]> {
  const client = new EventBridgeClient(options);
  return Promise.all(
    names.map(async (name) => {
      const command = new DescribeRuleCommand({ Name: name });
      const state = await unlessGone(async () => (await client.send(command, http)).State ?? "DISABLED");
      return { name, on: state !== "DISABLED" && state !== "missing", state };
    }),
  );
}

function readFunctions({ options, http }: Reach, names: readonly string[]): Promise<SwitchFacts[]> {
  const client = new LambdaClient(options);
  return Promise.all(
    names.map(async (name) => {
      const asked = { FunctionName: name };
      const state = await unlessGone(async () => {
        const { State = "Active" } = await client.send(new GetFunctionConfigurationCommand(asked), http);
        const concurrency = await client.send(new GetFunctionConcurrencyCommand(asked), http);
        // No invocation may run: how Lambda's console switches a function off.
        return concurrency.ReservedConcurrentExecutions === 0 ? "throttled" : State;
      });
      return { name, on: state === "Active", state };
    }),
  );
}

async function unlessGone(read: () => Promise<string>): Promise<string> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof Error && GONE.includes(error.name)) return "missing";
    throw error;
  }
}

const FIVE_MINUTES_MS = 300_000;

/** By the queues' metric, which CloudWatch has once a queue was used: without a figure nothing is known. */
async function countDeadLetters({ options, http }: Reach, queues: readonly string[]): Promise<Seen<number>> {
  const client = new CloudWatchClient(options);
  const now = Date.now();
  const counts = await look(() =>
    Promise.all(
      queues.map(async (queue) => {
        const command = new GetMetricStatisticsCommand({
          Namespace: "AWS/SQS",
          MetricName: "ApproximateNumberOfMessagesVisible",
          Dimensions: [{ Name: "QueueName", Value: queue }],
          StartTime: new Date(now - 2 * FIVE_MINUTES_MS),
          EndTime: new Date(now),
          Period: 60,
          Statistics: ["Maximum"],
        });
        const { Datapoints = [] } = await client.send(command, http);
        return Datapoints.toSorted((a, b) => Number(b.Timestamp) - Number(a.Timestamp))[0]?.Maximum;
      }),
    ),
  );
  if ("unseen" in counts) return counts;
  const known = counts.seen.filter((count) => count !== undefined);
  return known.length > 0 && known.length === queues.length
    ? { seen: known.reduce((sum, count) => sum + count, 0) }
    : { unseen: "CloudWatch has no count of them now; the Undelivered alarm would ring" };
}
