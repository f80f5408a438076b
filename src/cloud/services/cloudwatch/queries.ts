import type { MetricDataQuery } from "@aws-sdk/client-cloudwatch";
import { AwsError } from "../../core/error.ts";
import type { CloudWatchState } from "./alarm.ts";
import { isSelection, parseSelection } from "./insights/parse.ts";
import { select } from "./insights/select.ts";
import { functions, operate, type Range } from "./math/functions.ts";
import { type Expression, parseExpression } from "./math/parse.ts";
import { isScalar, type Series, type Value } from "./math/series.ts";
import { datapoints } from "./metrics.ts";
import { invalidExpression } from "./tokens.ts";

/** ms that a period of `period` seconds lasts. */
export type Lasting = (period: number) => number;

/**
 * What each query of a request comes to, by its ID; a query is evaluated when it is asked for.
 * @throws AwsError ValidationError for an expression that says nothing, or too much.
 */
export function evaluateQueries(
  state: CloudWatchState,
  queries: readonly MetricDataQuery[],
  range: Range,
  lasting: Lasting = (period) => period * 1000,
): (query: MetricDataQuery) => Series | readonly Series[] {
  const byId = new Map(queries.map((query) => [query.Id ?? "", query]));
  const known = new Map<MetricDataQuery, Value>();
  const underWay = new Set<MetricDataQuery>();

  function resolved(query: MetricDataQuery): Value {
    const before = known.get(query);
    if (before !== undefined) return before;
    const text = query.Expression;
    if (text === undefined) return remember(query, seriesOf(state, query, range, lasting));
    if (isSelection(text)) {
      return remember(query, select(state.metrics, parseSelection(text), range, lasting(query.Period ?? 60)));
    }
    if (underWay.has(query)) throw invalidExpression(text, `${query.Id} needs itself`);
    underWay.add(query);
    return remember(query, evaluate(parseExpression(text), text));
  }

  function remember(query: MetricDataQuery, value: Value): Value {
    known.set(query, value);
    return value;
  }

  function evaluate(expression: Expression, text: string): Value {
    if (expression.kind === "number") return expression.value;
    if (expression.kind === "text") throw invalidExpression(text, `"${expression.value}" is no value`);
    if (expression.kind === "query") return resolved(named(expression.id, text));
    if (expression.kind === "call") return called(expression, text);
    const [a, b] = expression.operands.map((operand) => evaluate(operand, text));
    return operate(expression.operator, a ?? 0, b);
  }

  function named(id: string, text: string): MetricDataQuery {
    const query = byId.get(id);
    if (!query) throw invalidExpression(text, `There is no query with the ID ${id}`);
    return query;
  }

  function called({ name, args }: Expression & { kind: "call" }, text: string): Value {
    if (name === "METRICS") return metrics(args[0]?.kind === "text" ? args[0].value : "");
    const math = Object.hasOwn(functions, name) ? functions[name] : undefined;
    if (!math) throw invalidExpression(text, `LocalCloud does not know the function ${name}`);
    const value = math(
      args.map((arg) => argument(arg, text)),
      range,
    );
    if (value === undefined) throw invalidExpression(text, `${name} does not take these arguments`);
    return value;
  }

  /** `REPEAT` is a word of FILL, not a query. */
  const argument = (arg: Expression, text: string): Value | string =>
    arg.kind === "text" ? arg.value : arg.kind === "query" && arg.id === "REPEAT" ? arg.id : evaluate(arg, text);

  /** The request's metrics, not its expressions, whose IDs have `part` in them. */
  const metrics = (part: string): Series[] =>
    queries.filter(({ Id = "", MetricStat }) => MetricStat && Id.includes(part)).map((one) => resolved(one) as Series);

  return (query) => {
    const value = resolved(query);
    if (isScalar(value)) throw invalidExpression(query.Expression ?? "", "It must return a time series, not a number");
    return value;
  };
}

/** The one series that an alarm's queries return. @throws AwsError ValidationError when they return another number of them. */
export function returnedSeries(
  state: CloudWatchState,
  queries: readonly MetricDataQuery[],
  range: Range,
  lasting?: Lasting,
): Series {
  const seriesOf = evaluateQueries(state, queries, range, lasting);
  const [series, ...more] = queries.filter(({ ReturnData }) => ReturnData !== false).flatMap(seriesOf);
  if (series && more.length === 0) return series;
  throw new AwsError("ValidationError", "Exactly one element of the metrics list should return data.");
}

function seriesOf(state: CloudWatchState, query: MetricDataQuery, { from, to }: Range, lasting: Lasting): Series {
  const { Metric, Period, Stat, Unit } = query.MetricStat ?? {};
  if (!Metric || !Period || !Stat) {
    throw new AwsError(
      "ValidationError",
      `The MetricStat of query ${query.Id} must have a Metric, a Period and a Stat.`,
    );
  }
  const { Namespace: namespace = "", MetricName: name = "", Dimensions: dimensions = [] } = Metric;
  const one = { namespace, name, dimensions };
  const addsUp = dimensions.length === 0 && state.ctx.deviates("fewer-dimensions");
  const samples = (addsUp ? state.metrics.withMore(one) : [one])
    .flatMap((metric) => state.metrics.samples(metric, from, to))
    .filter((sample) => Unit === undefined || sample.unit === Unit);
  const period = lasting(Period);
  const origin = state.ctx.deviates("periods-from-start") ? from : 0;
  const points = datapoints(samples, period, Stat, origin).map(({ at, value }) => [at, value] as const);
  return { label: name, period, points: new Map(points) };
}

/** Exactly one of MetricStat and Expression; order as in the request. */
export function checkQueries(queries: readonly MetricDataQuery[], member: string): void {
  for (const [index, { Id, MetricStat, Expression, Period }] of queries.entries()) {
    const at = `${member}.member.${index + 1}`;
    if (MetricStat && Expression !== undefined) {
      const text = `The parameters ${at}.Expression and ${at}.MetricStat are mutually exclusive and you have specified both.\n`;
      throw new AwsError("ValidationError", text);
    }
    if (!MetricStat && Expression === undefined) {
      throw new AwsError("ValidationError", `The parameter ${at}.MetricStat is required.\n`);
    }
    if (!/^[a-z]\w*$/.test(Id ?? "")) {
      throw new AwsError(
        "ValidationError",
        `The value ${Id} for parameter ${at}.Id is not matching the expected pattern ^[a-z][a-zA-Z0-9_]*$.\n`,
      );
    }
    if (Expression !== undefined) checkExpression(Expression, Period, at);
  }
}

function checkExpression(text: string, period: number | undefined, at: string): void {
  if (!isSelection(text)) return void parseExpression(text);
  parseSelection(text);
  if (period === undefined) throw new AwsError("ValidationError", `The parameter ${at}.Period is required.\n`);
}

/** Where the metrics are that a query names itself; of an expression on other queries, nowhere. */
export function namespaceOf({ MetricStat, Expression = "" }: MetricDataQuery): string | undefined {
  return isSelection(Expression) ? parseSelection(Expression).namespace : MetricStat?.Metric?.Namespace;
}
