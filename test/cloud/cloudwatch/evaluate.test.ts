import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { AlarmSettings } from "../../../src/cloud/services/cloudwatch/alarm.ts";
import { COMPARISONS, evaluate } from "../../../src/cloud/services/cloudwatch/evaluate.ts";
import { reasonOf } from "../../../src/cloud/services/cloudwatch/reason.ts";

const base: AlarmSettings = {
  name: "a",
  description: undefined,
  queries: undefined,
  bandId: undefined,
  namespace: "AWS/EC2",
  metricName: "StatusCheckFailed",
  dimensions: [],
  statistic: "Maximum",
  extendedStatistic: undefined,
  period: 60,
  unit: undefined,
  evaluationPeriods: 3,
  datapointsToAlarm: 3,
  threshold: 1,
  comparison: "GreaterThanOrEqualToThreshold",
  lowSampleCount: undefined,
  treatMissingData: undefined,
  actionsEnabled: true,
  actions: { OK: [], ALARM: [], INSUFFICIENT_DATA: [] },
};

const START = Date.UTC(2026, 0, 2, 3, 0, 0);

/** `0` is fine, `X` is breaching, `-` is missing; the oldest first. */
const points = (text: string) =>
  [...text.replaceAll(" ", "")].flatMap((sign, index) =>
    sign === "-" ? [] : [{ at: START + index * 60_000, value: sign === "X" ? 1 : 0, count: 1 }],
  );

/** The two tables of "Configuring how CloudWatch alarms treat missing data": missing, ignore, breaching, notBreaching. */
const tables: [datapointsToAlarm: number, data: string, expected: string[]][] = [
  [3, "0 - X - X", ["OK", "OK", "OK", "OK"]],
  [3, "- - - - 0", ["OK", "OK", "OK", "OK"]],
  [3, "- - - - -", ["INSUFFICIENT_DATA", "stays", "ALARM", "OK"]],
  [3, "0 X X - X", ["ALARM", "ALARM", "ALARM", "ALARM"]],
  [3, "- - X - -", ["ALARM", "stays", "ALARM", "OK"]],
  [2, "0 - X - X", ["ALARM", "ALARM", "ALARM", "ALARM"]],
  [2, "0 0 X 0 X", ["ALARM", "ALARM", "ALARM", "ALARM"]],
  [2, "0 - X - -", ["OK", "OK", "ALARM", "OK"]],
  [2, "- - - - 0", ["OK", "OK", "ALARM", "OK"]],
  [2, "- - - X -", ["ALARM", "stays", "ALARM", "OK"]],
];

describe("evaluate", () => {
  it.each(tables)("%i of 3, %s", (datapointsToAlarm, data, expected) => {
    const verdicts = (["missing", "ignore", "breaching", "notBreaching"] as const).map(
      (treatMissingData) => evaluate({ ...base, datapointsToAlarm, treatMissingData }, points(data))?.value ?? "stays",
    );
    expect(verdicts).toEqual(expected);
  });

  it("is ALARM exactly when enough of the latest datapoints breach, whatever is done with missing ones", () => {
    const settings = fc.record({
      treatMissingData: fc.constantFrom("missing", "ignore", "breaching", "notBreaching"),
      comparison: fc.constantFrom(...COMPARISONS),
      datapointsToAlarm: fc.integer({ min: 1, max: 5 }),
      threshold: fc.integer({ min: -3, max: 3 }),
    });
    const values = fc.array(fc.integer({ min: -3, max: 3 }), { minLength: 5, maxLength: 7 });
    fc.assert(
      fc.property(settings, values, (chosen, series) => {
        const full = { ...base, ...chosen, evaluationPeriods: 5 } as AlarmSettings;
        const found = series.map((value, index) => ({ at: START + index * 60_000, value, count: 1 }));
        const compare: Record<string, (value: number) => boolean> = {
          GreaterThanOrEqualToThreshold: (value) => value >= full.threshold,
          GreaterThanThreshold: (value) => value > full.threshold,
          LessThanThreshold: (value) => value < full.threshold,
          LessThanOrEqualToThreshold: (value) => value <= full.threshold,
        };
        const breaching = series.slice(-5).filter((value) => compare[full.comparison]?.(value)).length;
        const expected = breaching >= (full.datapointsToAlarm ?? 5) ? "ALARM" : "OK";
        expect(evaluate(full, found)?.value).toBe(expected);
      }),
    );
  });
});

describe("the reason", () => {
  const reason = (settings: Partial<AlarmSettings>, data: string, previous: "OK" | "ALARM" | "INSUFFICIENT_DATA") => {
    const full = { ...base, ...settings };
    const verdict = evaluate(full, points(data));
    if (!verdict) throw new Error("no verdict");
    return reasonOf(full, verdict, previous);
  };

  it.each([
    [
      { evaluationPeriods: 1, datapointsToAlarm: 1 },
      "X",
      "OK",
      "Threshold Crossed: 1 out of the last 1 datapoints [1.0 (02/01/26 03:00:00)] was greater than or equal to the threshold (1.0) (minimum 1 datapoint for OK -> ALARM transition).",
    ],
    [
      { evaluationPeriods: 1, datapointsToAlarm: 1 },
      "0",
      "INSUFFICIENT_DATA",
      "Threshold Crossed: 1 datapoint [0.0 (02/01/26 03:00:00)] was not greater than or equal to the threshold (1.0).",
    ],
    [
      { evaluationPeriods: 2, datapointsToAlarm: 2 },
      "XX",
      "OK",
      "Threshold Crossed: 2 out of the last 2 datapoints [1.0 (02/01/26 03:01:00), 1.0 (02/01/26 03:00:00)] were greater than or equal to the threshold (1.0) (minimum 2 datapoints for OK -> ALARM transition).",
    ],
    [
      { evaluationPeriods: 2, datapointsToAlarm: 2 },
      "X0",
      "ALARM",
      "Threshold Crossed: 1 out of the last 2 datapoints [0.0 (02/01/26 03:01:00)] was not greater than or equal to the threshold (1.0) (minimum 1 datapoint for ALARM -> OK transition).",
    ],
    [
      { evaluationPeriods: 2, treatMissingData: "breaching" },
      "",
      "OK",
      "Threshold Crossed: no datapoints were received for 2 periods and 2 missing datapoints were treated as [Breaching].",
    ],
    [{ evaluationPeriods: 1 }, "", "OK", "Insufficient Data: 1 datapoint was unknown."],
    [{ evaluationPeriods: 3 }, "", "OK", "Insufficient Data: 3 datapoints were unknown."],
  ] as const)("of %j after %s from %s", (settings, data, previous, text) => {
    expect(reason({ datapointsToAlarm: undefined, ...settings }, data, previous)).toBe(text);
  });
});
