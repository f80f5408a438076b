import type { AwsError } from "../../../core/error.ts";
import { invalidExpression, tokenize } from "../tokens.ts";

/**
 * A query of Metrics Insights: "Query components and syntax in CloudWatch Metrics Insights",
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch-metrics-insights-querylanguage.html
 */
export interface Selection {
  /** What the observations of a period come to, in GetMetricStatistics' words. */
  statistic: string;
  metricName: string;
  namespace: string;
  /** Of SCHEMA: the metric has these dimensions and no others. */
  dimensions: readonly string[] | undefined;
  where: readonly { key: string; equal: boolean; value: string }[];
  groupBy: readonly string[];
  orderBy: { statistic: string; descending: boolean } | undefined;
  limit: number;
}

const STATISTICS: Record<string, string> = {
  AVG: "Average",
  COUNT: "SampleCount",
  MAX: "Maximum",
  MIN: "Minimum",
  SUM: "Sum",
};

const MAX_SERIES = 500;

const TOKEN = /\s*(?:(\w+)|"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)'|(!=|[=(),]))/y;

/** In double quotes a word is a name, whatever it says; in single ones it is a value. */
const KINDS = ["word", "name", "value", "sign"] as const;
type Kind = (typeof KINDS)[number];

export const isSelection = (text: string): boolean => /^\s*SELECT\s/i.test(text);

const GRAMMAR = {
  pattern: TOKEN,
  kinds: KINDS,
  read: (kind: Kind, text: string) => (kind === "name" || kind === "value" ? text.replace(/\\(.)/g, "$1") : text),
};

/** @throws AwsError ValidationError */
export function parseSelection(text: string): Selection {
  const tokens = tokenize(text, GRAMMAR);
  let at = 0;

  const expected = (what: string): AwsError =>
    invalidExpression(text, `Expected ${what} ${tokens[at] ? `before '${tokens[at]?.text}'` : "at the end"}`);

  /** Whether these keywords, in any case, or signs come next; then they are passed. */
  function comes(...wanted: string[]): boolean {
    const fits = wanted.every((one, index) => {
      const { kind, text: found } = tokens[at + index] ?? {};
      return (kind === "word" || kind === "sign") && found?.toUpperCase() === one;
    });
    if (fits) at += wanted.length;
    return fits;
  }

  function must(wanted: string): void {
    if (!comes(wanted)) throw expected(`'${wanted}'`);
  }

  function take(what: string, ...kinds: Kind[]): string {
    const token = tokens[at];
    if (!token || !kinds.includes(token.kind)) throw expected(what);
    at++;
    return token.text;
  }

  const name = (what: string) => take(what, "word", "name");

  function listed<T>(separator: string, one: () => T): T[] {
    const all = [one()];
    while (comes(separator)) all.push(one());
    return all;
  }

  function statistic(): string {
    const known = Object.entries(STATISTICS).find(([word]) => comes(word));
    if (!known) throw expected("AVG, COUNT, MAX, MIN or SUM");
    return known[1];
  }

  function source(): Pick<Selection, "namespace" | "dimensions"> {
    if (!comes("SCHEMA", "(")) return { namespace: name("a namespace"), dimensions: undefined };
    const [namespace = "", ...dimensions] = listed(",", () => name("a namespace or a label"));
    must(")");
    return { namespace, dimensions };
  }

  function condition(): Selection["where"][number] {
    const key = name("a label");
    const equal = comes("=");
    if (!equal) must("!=");
    return { key, equal, value: take("a value in single quotes", "value") };
  }

  function order(): Selection["orderBy"] {
    const by = statistic();
    must("(");
    must(")");
    const descending = comes("DESC");
    if (!descending) comes("ASC");
    return { statistic: by, descending };
  }

  function limit(): number {
    const number = Number(take("a number", "word"));
    if (!Number.isInteger(number) || number < 1 || number > MAX_SERIES) {
      throw invalidExpression(text, `LIMIT is a number from 1 to ${MAX_SERIES}`);
    }
    return number;
  }

  must("SELECT");
  const wanted = statistic();
  must("(");
  const metricName = name("a metric");
  must(")");
  must("FROM");
  const selection = {
    statistic: wanted,
    metricName,
    ...source(),
    where: comes("WHERE") ? listed("AND", condition) : [],
    groupBy: comes("GROUP", "BY") ? listed(",", () => name("a label")) : [],
    orderBy: comes("ORDER", "BY") ? order() : undefined,
    limit: comes("LIMIT") ? limit() : MAX_SERIES,
  };
  if (at < tokens.length) throw expected("the end");
  return selection;
}
