import type { Access, AccessTable } from "../../core/access.ts";
import type { CloudContext } from "../../core/types.ts";

interface Named {
  logGroupName?: string;
  logGroupIdentifier?: string;
  logStreamName?: string;
}

const ON_GROUPS = ["CreateLogGroup", "DeleteLogGroup", "PutRetentionPolicy", "DeleteRetentionPolicy"];
const READING = ["DescribeLogStreams", "FilterLogEvents"];
const ON_STREAMS = ["CreateLogStream", "DeleteLogStream", "PutLogEvents", "GetLogEvents"];
const TAGGING = ["TagResource", "UntagResource", "ListTagsForResource"];

/**
 * A group is asked for as `log-group:NAME:log-stream:`, so that `log-group:NAME:*` covers it and its streams.
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazoncloudwatchlogs.html
 */
export function logsNeeds({ region, accountId }: CloudContext): AccessTable {
  const prefix = `arn:aws:logs:${region}:${accountId}:log-group:`;
  const access = (action: string, resource: string): Access[] => [{ action: `logs:${action}`, resource }];
  const groupOf = ({ logGroupName, logGroupIdentifier }: Named) =>
    prefix + (logGroupName ?? logGroupIdentifier ?? "").replace(prefix, "").replace(/:\*$/, "");
  const table = (names: readonly string[], resource: (input: Named) => string) =>
    names.map((name) => [name, (input: Named) => access(name, resource(input))] as const);
  return Object.fromEntries<AccessTable[string]>([
    ...table([...ON_GROUPS, ...READING], (input) => `${groupOf(input)}:log-stream:`),
    ...table(ON_STREAMS, (input) => `${groupOf(input)}:log-stream:${input.logStreamName ?? ""}`),
    ...TAGGING.map(
      (name) => [name, (input: { resourceArn?: string }) => access(name, input.resourceArn ?? "*")] as const,
    ),
    ["DescribeLogGroups", () => access("DescribeLogGroups", `${prefix}:log-stream:`)],
  ]);
}
