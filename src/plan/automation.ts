import type { WanSpec } from "../spec/index.ts";
import type { AutomationPlan } from "./types.ts";

/** The reference's names, with the WAN's and the primary hub's in the place of DC1 and DC1-SP1. */
export function planAutomation(spec: WanSpec): AutomationPlan {
  const wan = spec.name.toUpperCase();
  const primary = spec.hubs.primary;
  return {
    failback: spec.failback,
    moves: { max: 6, windowMs: 600_000 },
    failoverFunction: `EIP-Failover-${wan}`,
    failbackFunction: `EIP-Failback-${wan}`,
    stopRule: `Failover-EIP-on-${primary}-Instance-Stoppage`,
    startRule: `Failback-EIP-on-${primary}-Instance-Start`,
    alarmRule: `Failover-EIP-on-${primary}-Alarm`,
    alarm: `${primary}-StatusFailed-Alarm`,
  };
}
