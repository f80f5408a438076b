/** A time series: its period in ms, and a value for each period that has one, by when the period began (epoch ms). */
export interface Series {
  label: string;
  period: number;
  points: ReadonlyMap<number, number>;
}

/** What an expression comes to: S, TS or TS[] in CloudWatch's words. */
export type Value = number | Series | readonly Series[];

export const isScalar = (value: Value): value is number => typeof value === "number";
export const isSeries = (value: Value): value is Series => typeof value === "object" && "points" in value;

/** The same series with other values; a value of `undefined` is a period without one. */
export function mapPoints(series: Series, change: (value: number, at: number) => number | undefined): Series {
  const points = [...series.points].flatMap(([at, value]) => {
    const changed = change(value, at);
    return changed === undefined ? [] : [[at, changed] as const];
  });
  return { ...series, points: new Map(points) };
}

/** Two values made one, period by period: where one of two series has no value, the result has none. */
export function combine(a: Value, b: Value, change: (a: number, b: number) => number): Value {
  if (isScalar(a)) {
    return isScalar(b) ? change(a, b) : each(b, (series) => mapPoints(series, (value) => change(a, value)));
  }
  if (isScalar(b)) return each(a, (series) => mapPoints(series, (value) => change(value, b)));
  if (isSeries(b)) {
    return each(a, (series) =>
      mapPoints(series, (value, at) => {
        const other = b.points.get(at);
        return other === undefined ? undefined : change(value, other);
      }),
    );
  }
  if (isSeries(a)) return b.map((one) => combine(a, one, change) as Series);
  return a.map((one, index) => combine(one, b[index] ?? 0, change) as Series);
}

export const each = (value: Series | readonly Series[], change: (series: Series) => Series): Value =>
  isSeries(value) ? change(value) : value.map(change);

/** One number from a series, or one series from several. */
export function reduce(value: Value, over: (values: readonly number[]) => number): Value {
  if (isScalar(value)) return over([value]);
  if (isSeries(value)) return over([...value.points.values()]);
  const times = [...new Set(value.flatMap(({ points }) => [...points.keys()]))].sort((a, b) => a - b);
  const at = (time: number) => value.flatMap(({ points }) => points.get(time) ?? []);
  const first = value[0] ?? { label: "", period: 60_000 };
  return { ...first, points: new Map(times.map((time) => [time, over(at(time))])) };
}
