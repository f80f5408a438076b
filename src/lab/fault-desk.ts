import { hubshiftError } from "../errors/index.ts";
import type { Fault, Lab, LabFault, LabFaultRecord } from "./types.ts";

/** How each kind of fault is brought about. What is not here is AWS's. */
const strikes = {
  "power-off": ({ faults }: Lab, host: string) => faults.cutPower(host),
  freeze: ({ faults }: Lab, host: string) => faults.freeze(host),
  "kill-wireguard": ({ faults }: Lab, host: string) => faults.kill(host, "wireguard"),
  "kill-frr": ({ faults }: Lab, host: string) => faults.kill(host, "frr"),
  "kill-agent": ({ faults }: Lab, host: string) => faults.kill(host, "agent"),
  "no-forwarding": ({ faults }: Lab, host: string) => faults.stopForwarding(host),
  "cut-wan": ({ faults }: Lab, host: string) => faults.cutWan(host),
};

async function strike(lab: Lab, fault: LabFault): Promise<Fault> {
  if ("host" in fault) return strikes[fault.kind](lab, fault.host);
  if (fault.kind === "cut-hub-link") return lab.faults.cutHubLink();
  try {
    return await lab.faults.cloud(fault);
  } catch (cause) {
    if (cause instanceof RangeError) throw hubshiftError("lab-fault-impossible", { reason: cause.message }, { cause });
    throw cause;
  }
}

/** What is broken in a laboratory on somebody's order, each with a number to mend it by. */
export interface FaultDesk {
  /** Resolves when the fault is in effect. Throws `lab-fault-impossible`, `lab-fault-failed`, or what the host says. */
  strike(fault: LabFault): Promise<LabFaultRecord>;
  list(): LabFaultRecord[];
  /** Mends the fault with that number, or all of them; returns what was mended. Throws `lab-fault-unknown`. */
  mend(id?: number): Promise<LabFaultRecord[]>;
}

export function createFaultDesk(lab: Lab): FaultDesk {
  const inEffect = new Map<number, { record: LabFaultRecord; undo(): Promise<void> }>();
  let last = 0;
  return {
    async strike(fault) {
      const { at, undo } = await strike(lab, fault);
      last += 1;
      const record = { id: last, at, fault };
      inEffect.set(record.id, { record, undo });
      return record;
    },
    list: () => [...inEffect.values()].map(({ record }) => record),
    async mend(id) {
      if (id !== undefined && !inEffect.has(id)) throw hubshiftError("lab-fault-unknown", { id: String(id) });
      const mended = [...inEffect.values()].filter(({ record }) => id === undefined || record.id === id);
      // One after the other, newest first: a later fault may have been made on top of an earlier one.
      for (const { record, undo } of mended.toReversed()) {
        await undo();
        inEffect.delete(record.id);
      }
      return mended.map(({ record }) => record);
    },
  };
}
