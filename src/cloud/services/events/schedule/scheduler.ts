import type { CloudContext } from "../../../core/types.ts";
import type { Rule } from "../rule.ts";

/** The longest that a timer waits; a run further away is waited for in several goes. */
const LONGEST_MS = 2 ** 31 - 1;

/** Runs scheduled rules. */
export interface Scheduler {
  /** The rule was put, enabled or disabled: forget when it was to run, and wait for its next run if it has one. */
  arm(rule: Rule): void;
  forget(rule: Rule): void;
}

/** A rate counts from when the rule was put, as EventBridge counts it. `run` is what happens at each run. */
export function createScheduler(ctx: CloudContext, run: (rule: Rule) => void): Scheduler {
  const timers = new Map<string, { cancel(): void }>();

  function forget(rule: Rule): void {
    timers.get(rule.arn)?.cancel();
    timers.delete(rule.arn);
  }

  function waitFor(rule: Rule, at: number): void {
    const ms = Math.max(0, at - ctx.now());
    const timer = ctx.after(Math.min(ms, LONGEST_MS), () => {
      if (ms > LONGEST_MS) return waitFor(rule, at);
      run(rule);
      waitForNext(rule, at);
    });
    timers.set(rule.arn, timer);
  }

  function waitForNext(rule: Rule, from: number): void {
    const at = rule.enabled ? rule.schedule?.next(from) : undefined;
    if (at !== undefined) waitFor(rule, at);
  }

  return {
    forget,
    arm(rule) {
      forget(rule);
      waitForNext(rule, ctx.now());
    },
  };
}
