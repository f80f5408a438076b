import { actionOf } from "../core/access.ts";
import { AwsError } from "../core/error.ts";
import type { Operation, Service } from "../core/types.ts";
import type { Deviates, Deviation } from "./deviations.ts";

// biome-ignore lint/suspicious/noExplicitAny: as the operations' own inputs and outputs, which differ by operation
type Shape = any;

/** A deviation that is a matter of a request's or an answer's form: what is done around the operation. */
interface Around {
  deviation: Deviation;
  /** The request that the operation gets. */
  before?(input: Shape): Shape;
  /** The answer that the client gets to what it gave. */
  after?(output: Shape, given: Shape): Shape;
  /** An answer in place of an error, or another error thrown; undefined leaves the error. */
  failed?(error: AwsError): unknown;
}

const otherText =
  (code: string, text: (message: string) => string): NonNullable<Around["failed"]> =>
  (error) => {
    if (error.code === code) throw new AwsError(code, text(error.message), error.status, error.fields);
  };

const emptyPage = (member: string): Around => ({
  deviation: "unknown-token",
  failed: ({ message }) => (message.includes("nextToken is invalid") ? { [member]: [] } : undefined),
});

const withoutBus: Around = {
  deviation: "rule-without-bus",
  failed: otherText("ResourceNotFoundException", (text) => text.replace(/ on EventBus \S+$/, ".")),
};

const labelOf = ({ Label, MetricStat }: Shape) => Label ?? `${MetricStat.Metric.MetricName} ${MetricStat.Stat}`;

const withStatistic = (input: Shape) => (input.ExtendedStatistic ? input : { Statistic: "Average", ...input });

const withMetrics: Around = {
  deviation: "empty-members",
  after: ({ MetricAlarms, ...output }) => ({
    ...output,
    MetricAlarms: MetricAlarms.map((one: Shape) => ({ Metrics: [], ...one })),
  }),
};

const arounds: Record<string, Around | Around[]> = {
  "cloudwatch:DescribeAlarms": withMetrics,
  "cloudwatch:DescribeAlarmsForMetric": withMetrics,
  "cloudwatch:GetMetricData": {
    deviation: "labels-with-statistic",
    after(output, { MetricDataQueries }) {
      const queries = new Map<string, Shape>(MetricDataQueries.map((query: Shape) => [query.Id, query]));
      const label = (result: Shape) =>
        queries.get(result.Id)?.MetricStat ? labelOf(queries.get(result.Id)) : result.Label;
      return {
        ...output,
        MetricDataResults: output.MetricDataResults.map((one: Shape) => ({ ...one, Label: label(one) })),
      };
    },
  },
  "cloudwatch:ListTagsForResource": {
    deviation: "alarm-tags",
    failed: ({ code }) => (code === "ResourceNotFoundException" ? { Tags: [] } : undefined),
  },
  "cloudwatch:PutMetricAlarm": {
    deviation: "alarms-without-threshold",
    before: (input) => (input.Metrics ? input : { Threshold: 0, ...withStatistic(input) }),
  },
  "cloudwatch:PutMetricData": {
    deviation: "data-without-value",
    before: (input) => ({
      ...input,
      MetricData: input.MetricData?.map((datum: Shape) =>
        datum.Values || datum.StatisticValues ? datum : { Value: 0, ...datum },
      ),
    }),
  },
  "ec2:AllocateAddress": {
    deviation: "any-elastic-address",
    before: ({ Domain: _any, ...input }) => input,
    after: (output, { Domain }) => (Domain === "standard" ? { ...output, Domain } : output),
  },
  "ec2:AssociateAddress": {
    deviation: "missing-target-text",
    failed: otherText("MissingParameter", (text) =>
      text.includes("instance ID") ? "Invalid request, expect InstanceId/NetworkId parameter." : text,
    ),
  },
  "ec2:DescribeAddresses": [
    {
      deviation: "empty-members",
      after: ({ Addresses }) => ({
        Addresses: Addresses.map((one: Shape) => ({ InstanceId: "", NetworkInterfaceId: "", ...one })),
      }),
    },
    {
      deviation: "address-in-braces",
      failed: otherText("InvalidAddress.NotFound", (text) => text.replace(/'(.*)'/, "'{'$1'}'")),
    },
  ],
  "events:DescribeRule": withoutBus,
  "events:DisableRule": withoutBus,
  "events:EnableRule": withoutBus,
  "logs:DescribeLogGroups": emptyPage("logGroups"),
  "logs:DescribeLogStreams": emptyPage("logStreams"),
  "logs:FilterLogEvents": [
    emptyPage("events"),
    {
      deviation: "terms-only",
      before: ({ filterPattern = "", ...input }) =>
        /^["a-z]/i.test(filterPattern) ? { ...input, filterPattern } : input,
    },
  ],
  "logs:PutLogEvents": {
    deviation: "old-index-from-before",
    after({ rejectedLogEventsInfo: rejected, ...output }) {
      const tooOld = rejected?.tooOldLogEventEndIndex;
      const moved = tooOld === undefined ? rejected : { ...rejected, tooOldLogEventEndIndex: tooOld - 1 };
      return { ...output, ...(rejected && { rejectedLogEventsInfo: moved }) };
    },
  },
};

/** Around every operation of a service. */
const everywhere: Record<string, Around> = {
  ec2: {
    deviation: "malformed-group-ids",
    failed({ code, message, status }) {
      const id = code === "InvalidGroupId.Malformed" && /^Invalid id: "(.*?)"/.exec(message)?.[1];
      if (id) throw new AwsError("InvalidGroup.NotFound", `The security group '${id}' does not exist`, status);
    },
  },
};

/** The same service, whose operations differ from AWS's in what is a matter of form. */
export function withDeviations(service: Service, deviates: Deviates): Service {
  const operations = Object.entries(service.operations).map(([name, operation]) => {
    const around = [arounds[actionOf(service.signingName, name)], everywhere[service.signingName]];
    const wanted = around.flat().flatMap((one) => (one && deviates(one.deviation) ? [one] : []));
    return [name, wanted.reduce(wrap, operation)] as const;
  });
  return { ...service, operations: Object.fromEntries(operations) };
}

function wrap(operation: Operation, { before, after, failed }: Around): Operation {
  return async (given, caller) => {
    const input = before ? before(given) : given;
    try {
      const output = await operation(input, caller);
      return after ? after(output, given) : output;
    } catch (error) {
      const instead = error instanceof AwsError && failed?.(error);
      if (instead) return instead;
      throw error;
    }
  };
}
