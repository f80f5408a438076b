import type { DelayProfile } from "../../types.ts";

/** CloudWatch publishes status checks and evaluates standard alarms once a minute, high-resolution ones every 10 s; ms. */
export const MINUTE = 60_000;
export const TEN_SECONDS = 10_000;

/**
 * How long AWS's `ms` lasts here. Profile `instant` runs CloudWatch's clockwork 60 times as fast: a status check every second,
 * and an alarm's period of 60 s lasts 1 s. What is asked for and shown keeps AWS's figures; only the waiting is shorter.
 */
export const scaled = (profile: DelayProfile, ms: number): number => (profile.name === "instant" ? ms / 60 : ms);

/** `2019-10-02T17:04:40.989+0000`: how CloudWatch writes times into texts. */
export const timestamp = (at: number): string => new Date(at).toISOString().replace("Z", "+0000");

/** CloudWatch looks at whole seconds when it is asked for a range of time. */
export const wholeSecond = (date = new Date(0)): Date => new Date(Math.floor(date.getTime() / 1000) * 1000);
