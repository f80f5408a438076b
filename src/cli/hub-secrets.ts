import type { PushOutcome } from "../aws/index.ts";
import type { KeyRing } from "../keys/index.ts";
import type { WanPlan } from "../plan/index.ts";
import type { Account } from "./deployed.ts";
import type { Session } from "./session.ts";
import { table } from "./table.ts";

/** By the parameter's name: the private keys that the hubs fetch when they boot. */
async function hubSecrets(plan: WanPlan, ring: KeyRing): Promise<Map<string, string>> {
  const { keyParameters } = await import("../plan/index.ts");
  const { hub, links } = keyParameters(plan);
  const secrets = new Map([[hub, ring.hub.privateKey]]);
  for (const [name, parameter] of links) {
    const pair = ring.links.get(name);
    if (!pair) throw new Error(`the ring has no key for the hub link of ${name}`);
    secrets.set(parameter, pair.privateKey);
  }
  return secrets;
}

/** Brings the hubs' private keys to where they fetch them when they boot. Says by parameter what it came to. */
export async function pushKeys(
  { wan: _, ...options }: Account,
  { plan, ring, signal }: { plan: WanPlan; ring: KeyRing; signal: AbortSignal },
): Promise<Map<string, PushOutcome>> {
  const { createSecretParameters } = await import("../aws/index.ts");
  return createSecretParameters({ ...options, signal }).push(plan.name, await hubSecrets(plan, ring));
}

/** One line for each parameter. */
export function pushedTable(session: Session, outcomes: ReadonlyMap<string, PushOutcome>): string {
  return table(session, ["PARAMETER", "KEY"], [...outcomes]);
}
