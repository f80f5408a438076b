import type { CloudFault, InjectedFault } from "../cloud/index.ts";
import { hubshiftError } from "../errors/index.ts";
import type { Fault, Lab, LabFault, LabFaultRecord } from "./types.ts";

/** How each kind of fault in a host is brought about. */
const strikes = {
  "power-off": ({ faults }: Lab, host: string) => faults.cutPower(host),
  freeze: ({ faults }: Lab, host: string) => faults.freeze(host),
  "kill-wireguard": ({ faults }: Lab, host: string) => faults.kill(host, "wireguard"),
  "kill-frr": ({ faults }: Lab, host: string) => faults.kill(host, "frr"),
  "kill-agent": ({ faults }: Lab, host: string) => faults.kill(host, "agent"),
  "no-forwarding": ({ faults }: Lab, host: string) => faults.stopForwarding(host),
  "cut-wan": ({ faults }: Lab, host: string) => faults.cutWan(host),
};

/** What AWS is to do, if it is for AWS. */
const isCloudFault = (fault: LabFault): fault is CloudFault => !("host" in fault) && fault.kind !== "cut-hub-link";

async function strikeMachines(lab: Lab, fault: Exclude<LabFault, CloudFault>): Promise<Fault> {
  return "host" in fault ? strikes[fault.kind](lab, fault.host) : lab.faults.cutHubLink();
}

/** Throws `lab-fault-impossible`. */
async function strikeCloud(lab: Lab, fault: CloudFault): Promise<InjectedFault> {
  try {
    return (await lab.faults.cloud(fault)).injected;
  } catch (cause) {
    if (cause instanceof RangeError) throw hubshiftError("lab-fault-impossible", { reason: cause.message }, { cause });
    throw cause;
  }
}

/** What is broken in a laboratory, each with a number to mend it by: of AWS also what its own endpoint was asked for. */
export interface FaultDesk {
  /** Resolves when the fault is in effect. Throws `lab-fault-impossible`, `lab-fault-failed`, or what the host says. */
  strike(fault: LabFault): Promise<LabFaultRecord>;
  list(): LabFaultRecord[];
  /** Mends the fault with that number, or all of them; returns what was mended. Throws `lab-fault-unknown`. */
  mend(id?: number): Promise<LabFaultRecord[]>;
}

interface Entry {
  record: LabFaultRecord;
  undo(): Promise<void>;
}

export function createFaultDesk(lab: Lab): FaultDesk {
  const machines = new Map<number, Entry>();
  /** Of AWS's faults, which AWS itself keeps the book of. */
  const numbers = new WeakMap<InjectedFault, number>();
  let last = 0;

  function cloudEntry(injected: InjectedFault): Entry {
    let id = numbers.get(injected);
    if (id === undefined) {
      last += 1;
      id = last;
      numbers.set(injected, id);
    }
    const { at, fault } = injected;
    return { record: { id, at, fault }, undo: async () => injected.cancel() };
  }

  function entries(): Entry[] {
    const all = [...machines.values(), ...lab.faults.inCloud().map(cloudEntry)];
    return all.sort((a, b) => a.record.id - b.record.id);
  }

  return {
    async strike(fault) {
      if (isCloudFault(fault)) return cloudEntry(await strikeCloud(lab, fault)).record;
      const { at, undo } = await strikeMachines(lab, fault);
      last += 1;
      const record = { id: last, at, fault };
      machines.set(record.id, { record, undo });
      return record;
    },
    list: () => entries().map(({ record }) => record),
    async mend(id) {
      const mended = entries().filter(({ record }) => id === undefined || record.id === id);
      if (id !== undefined && mended.length === 0) throw hubshiftError("lab-fault-unknown", { id: String(id) });
      // One after the other, newest first: a later fault may have been made on top of an earlier one.
      for (const { record, undo } of mended.toReversed()) {
        await undo();
        machines.delete(record.id);
      }
      return mended.map(({ record }) => record);
    },
  };
}
