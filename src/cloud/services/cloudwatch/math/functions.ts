import { combine, each, isScalar, isSeries, mapPoints, reduce, type Series, type Value } from "./series.ts";

/** Where an expression is evaluated: epoch ms. */
export interface Range {
  from: number;
  to: number;
}

/** A function of metric math, or undefined for arguments that it does not take. */
type MathFunction = (args: readonly (Value | string)[], range: Range) => Value | undefined;

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);

const isValue = (arg: Value | string | undefined): arg is Value => arg !== undefined && typeof arg !== "string";

/** Of every value by itself. */
const onEach =
  (change: (value: number) => number): MathFunction =>
  ([value, ...more]) => {
    if (!isValue(value) || more.length > 0) return undefined;
    return isScalar(value) ? change(value) : each(value, (series) => mapPoints(series, change));
  };

/** Of a series: a number. Of several: a series. */
const over =
  (change: (values: readonly number[]) => number): MathFunction =>
  ([value, ...more]) =>
    isValue(value) && more.length === 0 ? reduce(value, change) : undefined;

/** Of each value and the one before it. */
const onSteps =
  (change: (step: number, ms: number) => number): MathFunction =>
  ([value, ...more]) => {
    if (!isValue(value) || isScalar(value) || more.length > 0) return undefined;
    return each(value, (series) => {
      const points = [...series.points];
      const steps = points.slice(1).map(([at, now], index) => {
        const [then, before] = points[index] as [number, number];
        return [at, change(now - before, at - then)] as const;
      });
      return { ...series, points: new Map(steps) };
    });
  };

function runningSum(series: Series): Series {
  let total = 0;
  return mapPoints(series, (value) => {
    total += value;
    return total;
  });
}

/** Gives every period of the range a value: a number, or the one before (`REPEAT`). */
const fill: MathFunction = ([value, filler], { from, to }) => {
  if (!isValue(value) || isScalar(value)) return undefined;
  if (filler !== "REPEAT" && !(isValue(filler) && isScalar(filler))) return undefined;
  return each(value, (series) => {
    const points = new Map<number, number>();
    let last: number | undefined;
    for (let at = Math.ceil(from / series.period) * series.period; at < to; at += series.period) {
      last = series.points.get(at) ?? (filler === "REPEAT" ? last : Number(filler));
      if (last !== undefined) points.set(at, last);
    }
    return { ...series, points };
  });
};

/** By the condition's value in each period; without a third argument a period in which it is 0 has no value. */
const choose: MathFunction = ([condition, yes, no]) => {
  if (!isValue(condition) || !isValue(yes) || (no !== undefined && !isValue(no))) return undefined;
  if (isScalar(condition)) return condition === 0 ? no : yes;
  if (!isSeries(condition)) return undefined;
  const at = (value: Value | undefined, time: number) =>
    value === undefined || isScalar(value) ? value : isSeries(value) ? value.points.get(time) : undefined;
  return mapPoints(condition, (value, time) => at(value === 0 ? no : yes, time));
};

export const functions: Readonly<Record<string, MathFunction>> = {
  ABS: onEach(Math.abs),
  AVG: over((values) => sum(values) / values.length),
  CEIL: onEach(Math.ceil),
  DATAPOINT_COUNT: over((values) => values.length),
  DIFF: onSteps((step) => step),
  FILL: fill,
  FLOOR: onEach(Math.floor),
  IF: choose,
  LOG: onEach(Math.log),
  LOG10: onEach(Math.log10),
  MAX: over((values) => Math.max(...values)),
  METRIC_COUNT: ([value]) => (isValue(value) && !isScalar(value) ? (isSeries(value) ? 1 : value.length) : undefined),
  MIN: over((values) => Math.min(...values)),
  PERIOD: ([value]) => (isValue(value) && !isScalar(value) && isSeries(value) ? value.period / 1000 : undefined),
  RATE: onSteps((step, ms) => step / (ms / 1000)),
  RUNNING_SUM: ([value]) => (isValue(value) && !isScalar(value) ? each(value, runningSum) : undefined),
  SUM: over(sum),
  // LocalCloud trains no model: a band has no values, as in AWS before its model is trained.
  ANOMALY_DETECTION_BAND: ([value]) =>
    isValue(value) && !isScalar(value) ? each(value, (series) => ({ ...series, points: new Map() })) : undefined,
};

const truth = (holds: boolean) => (holds ? 1 : 0);

const operators: Record<string, (a: number, b: number) => number> = {
  "+": (a, b) => a + b,
  "-": (a, b) => a - b,
  "*": (a, b) => a * b,
  "/": (a, b) => a / b,
  "%": (a, b) => a % b,
  "^": (a, b) => a ** b,
  "==": (a, b) => truth(a === b),
  "!=": (a, b) => truth(a !== b),
  "<": (a, b) => truth(a < b),
  ">": (a, b) => truth(a > b),
  "<=": (a, b) => truth(a <= b),
  ">=": (a, b) => truth(a >= b),
  "&&": (a, b) => truth(a !== 0 && b !== 0),
  "||": (a, b) => truth(a !== 0 || b !== 0),
};
operators.AND = operators["&&"] as (typeof operators)[string];
operators.OR = operators["||"] as (typeof operators)[string];

/** Of one operand or two. What is no number, as after a division by 0, is no value. */
export function operate(operator: string, a: Value, b: Value | undefined): Value {
  const apply = operators[operator] as (typeof operators)[string];
  const result = b === undefined ? combine(0, a, apply) : combine(a, b, apply);
  return isScalar(result) ? result : each(result, (one) => mapPoints(one, (v) => (Number.isFinite(v) ? v : undefined)));
}
