import type { CloudContext } from "../core/types.ts";
import type { CloudFault, InjectedFault } from "../types.ts";
import { matches } from "./pattern.ts";
import { validate } from "./validate.ts";

type Kind = CloudFault["kind"];
type Of<K extends Kind> = Extract<CloudFault, { kind: K }>;

/** A fault in effect. */
export interface Active<F extends CloudFault = CloudFault> {
  readonly fault: F;
  readonly injected: InjectedFault;
}

/** The faults that are in effect. */
export interface FaultBoard {
  /** `actions` are those that LocalCloud serves, as `SERVICE:Operation`. Throws RangeError for a fault that cannot be. */
  inject(fault: CloudFault, actions: readonly string[]): InjectedFault;
  /** Those in effect, oldest first. */
  list(): InjectedFault[];
  /** The oldest fault among `kinds` that concerns `subject` (an action, or an event's source); it counts as a hit. */
  strike<K extends Kind>(kinds: readonly K[], subject: string): Active<Of<K>> | undefined;
}

function concerns(fault: CloudFault, subject: string): boolean {
  if ("operation" in fault) return matches(fault.operation, subject);
  return "source" in fault ? matches(fault.source, subject) : true;
}

/** Every fault's beginning, hits and end are in the journal. */
export function createFaultBoard({ journal, now }: Pick<CloudContext, "journal" | "now">): FaultBoard {
  const board = new Set<Active & { hit(): void }>();
  let last = 0;

  function inject(fault: CloudFault): InjectedFault {
    last++;
    const id = last;
    let hits = 0;
    const limit = "count" in fault ? fault.count : undefined;
    const end = () => {
      if (board.delete(active)) journal("fault", { phase: "end", ...fault, hits });
    };
    const hit = () => {
      hits++;
      if (hits === limit) end();
    };
    const injected: InjectedFault = {
      id,
      at: now(),
      fault,
      get hits() {
        return hits;
      },
      cancel: end,
    };
    const active = { fault, injected, hit };
    board.add(active);
    journal("fault", { phase: "begin", ...fault });
    return injected;
  }

  return {
    inject(fault, actions) {
      validate(fault, actions);
      return inject(fault);
    },
    list: () => [...board].map(({ injected }) => injected),
    strike<K extends Kind>(kinds: readonly K[], subject: string) {
      const among: readonly Kind[] = kinds;
      for (const active of board) {
        if (!among.includes(active.fault.kind) || !concerns(active.fault, subject)) continue;
        journal("fault", { phase: "hit", ...active.fault, subject });
        active.hit();
        return active as Active as Active<Of<K>>;
      }
      return undefined;
    },
  };
}
