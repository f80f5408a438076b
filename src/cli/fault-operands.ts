import { hubshiftError } from "../errors/index.ts";
import type { LabFault } from "../lab/index.ts";

type Target = "a host" | "an operation" | "a source of events" | "nothing";

interface KindOfFault {
  does: string;
  takes: Target;
  /** Whether it has a time, `--ms`. */
  ms: boolean;
  /** Whether it can end by itself, `--count`. */
  count: boolean;
}

const host = (does: string): KindOfFault => ({ does, takes: "a host", ms: false, count: false });
const call = (does: string, ms = false): KindOfFault => ({ does, takes: "an operation", ms, count: true });
const event = (does: string, ms: boolean): KindOfFault => ({ does, takes: "a source of events", ms, count: true });

/** What `lab fault` can order, with what it means for a person. */
export const kindsOfFault: Readonly<Record<LabFault["kind"], KindOfFault>> = {
  "power-off": host("the power of HOST goes, without warning"),
  freeze: host("HOST stands still, its kernel included"),
  "kill-wireguard": host("WireGuard of HOST is killed"),
  "kill-frr": host("FRR of HOST is killed"),
  "kill-agent": host("the agent of HOST is killed; it comes back by itself"),
  "no-forwarding": host("the kernel of HOST forwards no more packets"),
  "cut-wan": host("nothing passes the internet gateway from or to the hub HOST, AWS's API included"),
  "cut-hub-link": {
    does: "the VPC carries nothing between the hubs",
    takes: "nothing",
    ms: false,
    count: false,
  },
  throttle: call("AWS throttles OPERATION"),
  "server-error": call("AWS answers OPERATION with 500 or 503, and has done nothing"),
  delay: call("AWS does OPERATION after --ms milliseconds", true),
  "lost-answer": call("AWS does OPERATION, and its answer is lost"),
  stale: call("the read OPERATION answers as it did at first"),
  "event-lost": event("events of SOURCE never reach a rule", false),
  "event-duplicated": event("events of SOURCE come twice, the second time after --ms milliseconds", true),
  "event-reordered": event("events of SOURCE come in pairs, the later one first; a single one after --ms", true),
  "lambda-outage": { does: "no function runs", takes: "nothing", ms: false, count: false },
};

export interface FaultOperands {
  kind: LabFault["kind"];
  target: string | undefined;
  ms: number | undefined;
  count: number | undefined;
}

/** The fault that the operands mean. Throws `lab-fault-operand` or `lab-fault-option`. */
export function faultOf({ kind, target, ms, count }: FaultOperands): LabFault {
  const { takes, ...has } = kindsOfFault[kind];
  if ((takes === "nothing") !== (target === undefined))
    throw hubshiftError("lab-fault-operand", { kind, wants: takes, got: target });
  if (has.ms !== (ms !== undefined)) throw hubshiftError("lab-fault-option", { kind, option: "--ms", takes: has.ms });
  if (count !== undefined && !has.count)
    throw hubshiftError("lab-fault-option", { kind, option: "--count", takes: false });
  const named = {
    "a host": { host: target },
    "an operation": { operation: target },
    "a source of events": { source: target },
  };
  const operand = takes === "nothing" ? {} : named[takes];
  // The table above says which members a kind has; the union says the same.
  return { kind, ...operand, ...(ms !== undefined && { ms }), ...(count !== undefined && { count }) } as LabFault;
}
