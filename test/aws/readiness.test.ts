import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { judgeReadiness, parseReadiness, readinessTag } from "../../src/aws/readiness.ts";

const NOW = 1_800_000_000_000;
const LAUNCHED = NOW - 3_600_000;
const running = { state: "running", launchedAt: LAUNCHED } as const;
const said = (ms: number, since = ms) => readinessTag({ ready: true, at: NOW - ms, since: NOW - since });

describe("a hub is ready", () => {
  it.each([
    ["as it says so now", said(0), 0],
    ["since it said so first, not since it said so last", said(10_000, 600_000), 600_000],
    ["for no longer than its instance runs", said(10_000, 7_200_000), 3_600_000],
    ["when its clock is a little ahead", said(-4_000), -4_000],
  ])("%s", (_name, value, forMs) => {
    const readyAt = parseReadiness(value)?.at;
    expect(judgeReadiness(value, running, NOW)).toEqual({ ready: true, readyAt, readySince: NOW - forMs });
    expect(readyAt).toBeGreaterThan(0);
  });
});

describe("a hub is not ready", () => {
  it.each([
    ["that says so", readinessTag({ ready: false, at: NOW, since: NOW }), running],
    ["that has not said so again", said(90_001), running],
    ["whose clock is far ahead", said(-5_001), running],
    ["that said so before it was started", said(60_000), { ...running, launchedAt: NOW - 59_000 }],
    ["that stops", said(0), { ...running, state: "stopping" as const }],
    ["that still starts", said(0), { ...running, state: "pending" as const }],
    ["whose word has no time", "true", running],
    ["whose tag somebody edited", `${said(0)} really`, running],
    ["whose tag is empty", "", running],
  ])("%s", (_name, value, instance) => {
    expect(judgeReadiness(value, instance, NOW)).toEqual({ ready: false, readySince: undefined });
  });
});

it("is not known where no agent has ever reported", () => {
  expect(judgeReadiness(undefined, running, NOW)).toEqual({ ready: undefined, readySince: undefined });
});

it("every report survives its tag, which EC2 takes", () => {
  const time = fc.integer({ min: 0, max: 4_102_444_800_000 });
  fc.assert(
    fc.property(fc.record({ ready: fc.boolean(), at: time, since: time }), (report) => {
      const value = readinessTag(report);
      expect(parseReadiness(value)).toEqual(report);
      expect(value).toMatch(/^[\w.:/=+@-]{1,256}$/);
    }),
  );
});
