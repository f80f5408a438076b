import { type Alarm, type CloudWatchState, statisticOf } from "./alarm.ts";
import { EXTRA_PERIODS, evaluate } from "./evaluate.ts";
import type { Range } from "./math/functions.ts";
import { type Datapoint, datapoints } from "./metrics.ts";
import { namespaceOf, returnedSeries } from "./queries.ts";
import { putQueueDepths } from "./queue-depths.ts";
import { reasonDataOf, reasonOf } from "./reason.ts";
import { putStatusChecks } from "./status-checks.ts";
import { MINUTE, scaled, TEN_SECONDS } from "./time.ts";
import { transition } from "./transition.ts";

/** Keeps CloudWatch going: status checks, queues and standard alarms on the minute, high-resolution alarms every 10 s. */
export function startClockwork(state: CloudWatchState): void {
  every(state, scaled(state.ctx.profile, MINUTE), async (at) => {
    putQueueDepths(state, at);
    await putStatusChecks(state, at);
    evaluateAlarms(state, at, (alarm) => alarm.settings.period >= 60);
  });
  every(state, scaled(state.ctx.profile, TEN_SECONDS), (at) =>
    evaluateAlarms(state, at, (alarm) => alarm.settings.period < 60),
  );
}

/** Runs `task` at each whole multiple of `interval`; one that is still running skips those that pass meanwhile. */
function every(state: CloudWatchState, interval: number, task: (at: number) => void | Promise<void>): void {
  // A timer may fire a fraction of a millisecond early: the last multiple is remembered, not derived from the clock.
  let last = 0;
  const wait = () => {
    const now = state.ctx.now();
    const at = Math.max(last, Math.floor(now / interval) * interval) + interval;
    state.ctx.after(at - now, async () => {
      last = at;
      try {
        await task(at);
      } finally {
        wait();
      }
    });
  };
  wait();
}

function evaluateAlarms(state: CloudWatchState, at: number, which: (alarm: Alarm) => boolean): void {
  for (const alarm of state.alarms.values()) if (which(alarm)) evaluateAlarm(state, alarm, at);
}

/**
 * Metrics in AWS's own namespaces are made here, on the scaled minute. Others come from programs that know nothing of it and
 * publish as they do in AWS: a shorter period would miss what is on its way.
 */
function periodOf({ ctx }: CloudWatchState, { settings: { queries, namespace, period } }: Alarm): number {
  const ms = period * 1000;
  const namespaces = queries?.flatMap((query) => namespaceOf(query) ?? []) ?? [namespace];
  return namespaces.every((name) => name.startsWith("AWS/")) ? scaled(ctx.profile, ms) : ms;
}

/** What the alarm judges. A band has no values here, so that nothing can be told beside it. */
function datapointsOf(state: CloudWatchState, alarm: Alarm, { from, to }: Range): Datapoint[] {
  const { settings } = alarm;
  if (settings.bandId !== undefined) return [];
  if (settings.queries) return mathDatapoints(state, alarm, { from, to });
  const name = { namespace: settings.namespace, name: settings.metricName, dimensions: settings.dimensions };
  const samples = state.metrics
    .samples(name, from, to)
    .filter((sample) => settings.unit === undefined || sample.unit === settings.unit);
  return datapoints(samples, periodOf(state, alarm), statisticOf(settings));
}

function mathDatapoints(state: CloudWatchState, alarm: Alarm, range: Range): Datapoint[] {
  const { queries = [] } = alarm.settings;
  const { points } = returnedSeries(state, queries, range, () => periodOf(state, alarm));
  return Array.from(points, ([at, value]) => ({ at, value, count: 1 }));
}

/** Judges the complete periods before `at`, epoch ms. */
function evaluateAlarm(state: CloudWatchState, alarm: Alarm, at: number): void {
  const { settings } = alarm;
  const period = periodOf(state, alarm);
  // A scaled period is no whole number: a multiple of it may lie a hair below itself.
  const to = Math.floor(at / period + 1e-6) * period;
  const from = to - (settings.evaluationPeriods + EXTRA_PERIODS) * period;
  const verdict = evaluate(settings, datapointsOf(state, alarm, { from, to }));
  if (!verdict || verdict.value === alarm.state.value) return;
  if (verdict.judged.length === 0 && state.ctx.deviates("alarms-begin-ok")) return;
  const now = state.ctx.now();
  transition(state, alarm, {
    value: verdict.value,
    reason: reasonOf(settings, verdict, alarm.state.value),
    reasonData: reasonDataOf(settings, verdict, now),
    at: now,
  });
}
