import type {
  AlarmHistoryItem,
  ComparisonOperator,
  Dimension,
  MetricDataQuery,
  StateValue,
  Statistic,
} from "@aws-sdk/client-cloudwatch";
import { AwsError } from "../../core/error.ts";
import type { DeadLetterPort, FunctionPort, InstancePort, QueuePort } from "../../core/ports.ts";
import type { CloudContext } from "../../core/types.ts";
import { TagStore } from "../shared/tags.ts";
import { MetricStore } from "./metrics.ts";

export interface CloudWatchPorts {
  instances: InstancePort;
  queues: QueuePort;
  functions: FunctionPort;
  /** SNS: where alarms notify. */
  topics: DeadLetterPort;
}

export const MISSING = ["breaching", "notBreaching", "ignore", "missing"] as const;

/** What the owner of an alarm decides. */
export interface AlarmSettings {
  name: string;
  description: string | undefined;
  /** In place of one metric: metric math, of which one query returns what is judged. */
  queries: MetricDataQuery[] | undefined;
  /** The query that is the band of an anomaly detector, in place of the threshold. */
  bandId: string | undefined;
  /** Empty with `queries`, as what else tells one metric. */
  namespace: string;
  metricName: string;
  dimensions: Dimension[];
  statistic: Statistic | undefined;
  extendedStatistic: string | undefined;
  /** s */
  period: number;
  unit: string | undefined;
  evaluationPeriods: number;
  datapointsToAlarm: number | undefined;
  threshold: number;
  comparison: ComparisonOperator;
  /** What a percentile of few samples is worth; LocalCloud evaluates it always. */
  lowSampleCount: string | undefined;
  treatMissingData: (typeof MISSING)[number] | undefined;
  actionsEnabled: boolean;
  actions: Record<StateValue, string[]>;
}

export interface AlarmState {
  value: StateValue;
  reason: string;
  /** JSON text. */
  reasonData: string | undefined;
  /** Epoch ms. */
  at: number;
}

export interface Alarm {
  arn: string;
  settings: AlarmSettings;
  /** Epoch ms. */
  configured: number;
  state: AlarmState;
  /** The metric's ID in events: made once. */
  metricId: string;
}

export interface CloudWatchState {
  ctx: CloudContext;
  ports: CloudWatchPorts;
  alarms: Map<string, Alarm>;
  metrics: MetricStore;
  /** Newest last. */
  history: AlarmHistoryItem[];
  tags: TagStore;
}

export const createState = (ctx: CloudContext, ports: CloudWatchPorts): CloudWatchState => ({
  ctx,
  ports,
  alarms: new Map(),
  metrics: new MetricStore(),
  history: [],
  tags: new TagStore(),
});

export const alarmArn = (ctx: CloudContext, name: string): string =>
  `arn:aws:cloudwatch:${ctx.region}:${ctx.accountId}:alarm:${name}`;

/** `Statistic` and `ExtendedStatistic` are one thing with two names. */
export const statisticOf = (settings: AlarmSettings): string =>
  settings.statistic ?? settings.extendedStatistic ?? "Average";

/** @throws AwsError ResourceNotFound (404), the code that CloudWatch's alarms have. */
export function requireAlarm(state: CloudWatchState, name: string | undefined): Alarm {
  const alarm = state.alarms.get(name ?? "");
  if (!alarm) throw new AwsError("ResourceNotFound", `Alarm ${name} does not exist`, 404);
  return alarm;
}

export const invalidToken = (): AwsError => new AwsError("InvalidNextToken", "Invalid next token");
export const invalidValue = (message: string): AwsError => new AwsError("InvalidParameterValue", message);
export const invalidCombination = (message: string): AwsError => new AwsError("InvalidParameterCombination", message);
