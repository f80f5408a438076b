import { CloudWatchLogsClient, paginateFilterLogEvents } from "@aws-sdk/client-cloudwatch-logs";
import type { AwsOptions } from "./types.ts";

export interface LogLine {
  /** Epoch ms. */
  at: number;
  message: string;
  /** CloudWatch's own name of it. */
  id?: string | undefined;
}

export interface FunctionLogs {
  /** What a function wrote since `sinceMs` (epoch ms), oldest first. `filter` is a CloudWatch Logs filter pattern. */
  read(functionName: string, options: { sinceMs: number; filter?: string }): Promise<LogLine[]>;
}

/** Opens the log groups of functions. Nothing is sent before the first call. */
export function createFunctionLogs(options: AwsOptions = {}): FunctionLogs {
  const client = new CloudWatchLogsClient(options);
  return {
    async read(functionName, { sinceMs, filter }) {
      const lines: LogLine[] = [];
      const pages = paginateFilterLogEvents(
        { client },
        { logGroupName: `/aws/lambda/${functionName}`, startTime: Math.floor(sinceMs), filterPattern: filter },
      );
      for await (const { events = [] } of pages) {
        for (const { eventId: id, timestamp, message } of events)
          lines.push({ at: timestamp ?? 0, message: message ?? "", id });
      }
      return lines.sort((a, b) => a.at - b.at);
    },
  };
}
