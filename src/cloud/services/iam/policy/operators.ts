import { isIP } from "node:net";
import { fitsArn, parseArnPattern } from "./arn.ts";
import { inNetwork } from "./network.ts";
import { fits, parsePattern } from "./pattern.ts";
import type { KeyValues } from "./types.ts";

/** Whether a value of the request fits one value of the policy. */
export type Comparison = (value: string, key: KeyValues) => boolean;

/** A condition operator: a value of the policy, made ready for comparing. */
export type Operator = (wanted: string, variables: boolean) => Comparison;

const text =
  (compare: (value: string, wanted: string) => boolean): Operator =>
  (wanted, variables) => {
    if (!variables || !wanted.includes("${")) return (value) => compare(value, wanted);
    // Its wildcards are text; only its variables are not.
    const pattern = parsePattern(
      wanted.replace(/[*?](?!\})/g, (char) => `\${${char}}`),
      true,
    );
    return (value, key) => fits(pattern, value, key);
  };

const number =
  (compare: (value: number, wanted: number) => boolean): Operator =>
  (wanted) =>
  (value) =>
    value.trim() !== "" && compare(Number(value), Number(wanted));

/** ISO 8601, or seconds since 1970. */
const timeOf = (value: string): number => (/^\d+$/.test(value) ? Number(value) * 1000 : Date.parse(value));

const date =
  (compare: (value: number, wanted: number) => boolean): Operator =>
  (wanted) =>
  (value) =>
    compare(timeOf(value), timeOf(wanted));

const like: Operator = (wanted, variables) => {
  const pattern = parsePattern(wanted, variables);
  return (value, key) => fits(pattern, value, key);
};

const arn: Operator = (wanted, variables) => {
  const pattern = parseArnPattern(wanted, variables);
  return (value, key) => fitsArn(pattern, value, key);
};

const same = (a: unknown, b: unknown): boolean => a === b;

/**
 * Those that say what must be so; `String`, `Arn` and the others have a `Not` twin each that is true where these are not.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
 */
export const operators: Readonly<Record<string, Operator>> = {
  StringEquals: text(same),
  StringEqualsIgnoreCase: text((value, wanted) => value.toLowerCase() === wanted.toLowerCase()),
  StringLike: like,
  NumericEquals: number(same),
  NumericLessThan: number((value, wanted) => value < wanted),
  NumericLessThanEquals: number((value, wanted) => value <= wanted),
  NumericGreaterThan: number((value, wanted) => value > wanted),
  NumericGreaterThanEquals: number((value, wanted) => value >= wanted),
  DateEquals: date(same),
  DateLessThan: date((value, wanted) => value < wanted),
  DateLessThanEquals: date((value, wanted) => value <= wanted),
  DateGreaterThan: date((value, wanted) => value > wanted),
  DateGreaterThanEquals: date((value, wanted) => value >= wanted),
  Bool: (wanted) => (value) => value.toLowerCase() === wanted.toLowerCase(),
  BinaryEquals: (wanted) => (value) => value === wanted,
  IpAddress: (wanted) => (value) => isIP(value) !== 0 && inNetwork(value, wanted),
  // The two ARN operators behave identically.
  ArnEquals: arn,
  ArnLike: arn,
};

export const negated: Readonly<Record<string, string>> = {
  StringNotEquals: "StringEquals",
  StringNotEqualsIgnoreCase: "StringEqualsIgnoreCase",
  StringNotLike: "StringLike",
  NumericNotEquals: "NumericEquals",
  DateNotEquals: "DateEquals",
  NotIpAddress: "IpAddress",
  ArnNotEquals: "ArnEquals",
  ArnNotLike: "ArnLike",
};
