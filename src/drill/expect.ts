import type { Lab } from "../lab/index.ts";
import { type Ending, type FaultName, FROM_NOTHING, faults, PLANNED } from "./faults.ts";
import type { Outcome } from "./outcome.ts";
import type { Cloud, Mode } from "./types.ts";

export interface Circumstances {
  fault: FaultName;
  mode: Mode;
  cloud: Cloud;
  primary: string;
  standby: string;
}

/** The circumstances of a drill on `lab`. */
export function circumstancesOf({ plan, cloud }: Lab, fault: FaultName): Circumstances {
  const [primary, standby] = plan.hubs;
  return { fault, mode: plan.profile, cloud, primary: primary.name, standby: standby.name };
}

/** How a fault and its mending are to end. In the reference WireGuard's timers decide how long a move is felt. */
export function expectedOutcomes({
  fault,
  mode,
  cloud,
  primary,
  standby,
}: Circumstances): Record<"failover" | "failback", Outcome> {
  const ending: Ending = faults[fault].ending;
  const stays = { from: primary, to: primary, alert: false };
  if (ending === "unnoticed")
    return { failover: { ...stays, pairs: "lossless" }, failback: { ...stays, pairs: "lossless" } };
  if (ending === "both-down")
    return {
      failover: { ...stays, pairs: "silent", alert: true },
      failback: { ...stays, pairs: { withinMs: FROM_NOTHING[cloud] } },
    };
  const bounded = (ms: number): Outcome["pairs"] => (mode === "reference" ? "recover" : { withinMs: ms });
  return {
    failover: { from: primary, to: standby, pairs: bounded(ending[cloud]), alert: false },
    failback: { from: standby, to: primary, pairs: bounded(PLANNED[cloud]), alert: false },
  };
}
