import type { PushOutcome } from "../aws/index.ts";
import type { KeyRing } from "../keys/index.ts";
import type { WanPlan } from "../plan/index.ts";
import type { Account } from "./deployed.ts";
import type { Session } from "./session.ts";
import { table } from "./table.ts";

/** Brings the hubs' private keys to where they fetch them when they boot. Says by parameter what it came to. */
export async function pushKeys(
  { wan: _, ...options }: Account,
  { plan, ring, signal }: { plan: WanPlan; ring: KeyRing; signal: AbortSignal },
): Promise<Map<string, PushOutcome>> {
  const { createSecretParameters } = await import("../aws/index.ts");
  const { hubSecrets } = await import("../boot/index.ts");
  return createSecretParameters({ ...options, signal }).push(plan.name, hubSecrets(plan, ring));
}

/** One line for each parameter. */
export function pushedTable(session: Session, outcomes: ReadonlyMap<string, PushOutcome>): string {
  return table(session, ["PARAMETER", "KEY"], [...outcomes]);
}
