import { AwsError } from "../../../core/error.ts";
import { compileCron } from "./cron.ts";

/** When a rule runs by itself. */
export interface Schedule {
  /** The first run after `from`, epoch ms; undefined when there is none any more. */
  next(from: number): number | undefined;
}

const UNITS: Record<string, number> = { minute: 60_000, hour: 3_600_000, day: 86_400_000 };

export const invalidSchedule = (): AwsError =>
  new AwsError("ValidationException", "Parameter ScheduleExpression is not valid.");

/**
 * Compiles `rate(5 minutes)` or `cron(0 12 * * ? *)`. A rate of one takes the unit's singular, any other its plural.
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-scheduled-rule-pattern.html
 * @throws AwsError ValidationException
 */
export function compileSchedule(expression: string): Schedule {
  const cron = /^cron\((.+)\)$/.exec(expression)?.[1];
  if (cron !== undefined) return compileCron(cron.trim().split(/\s+/));
  const [, count, unit, plural] = /^rate\(([1-9]\d*) (minute|hour|day)(s?)\)$/.exec(expression) ?? [];
  if (!count || !unit || (count === "1") === Boolean(plural)) throw invalidSchedule();
  const every = Number(count) * (UNITS[unit] ?? 0);
  return { next: (from) => from + every };
}
