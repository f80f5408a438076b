import type { Decision, LiveState } from "../failover/index.ts";

/** What was looked at, or why it could not be. */
export type Seen<T> = { seen: T } | { unseen: string };

/** `unknown`: it could not be seen, or there is nothing to tell yet. It is never taken for `ok`. */
export type Verdict = "ok" | "attention" | "unknown";

export type Section =
  | "address"
  | "hub"
  | "alarm"
  | "rule"
  | "function"
  | "dead letters"
  | "stack"
  | "tunnel"
  | "session"
  | "plan";

/** What a person can do about a check; how it is done is the command line's to say. */
export type Advice =
  | { do: "start-hub"; hub: string }
  | { do: "end-maintenance"; hub: string }
  | { do: "look-at-hub"; hub: string }
  /** Its instance is gone, as while an upgrade replaces it. */
  | { do: "make-anew"; hub: string }
  | { do: "fail-over" | "fail-back" | "read-logs" | "read-dead-letters" | "wait" | "look-at-stack" | "deploy" }
  | { do: "look-at-alarm" | "enable-alarm" | "enable-rule" | "enable-function"; name: string }
  | { do: "look-at-tunnel"; hub: string; interface: string }
  | { do: "look-at-session"; hub: string }
  /** What no command of ours does, in words. */
  | { do: "mend"; how: string };

export interface Check {
  section: Section;
  /** Which one of its section, such as a hub's name; empty where there is only one. */
  name: string;
  verdict: Verdict;
  /** What is so, for a person. */
  text: string;
  advice?: Advice | undefined;
}

/** What AWS tells of a deployed WAN. Times are epoch ms. */
export interface CloudFacts {
  now: number;
  publicIp: string;
  /** Whether the hubs have an agent, which says that they are ready. */
  agents: boolean;
  state: LiveState;
  /** The decision that led to the last recorded move; `undefined` when no function made it. */
  lastMove: Seen<RecordedDecision | undefined>;
  stack: Seen<StackFacts>;
  alarms: Seen<readonly AlarmFacts[]>;
  rules: Seen<readonly SwitchFacts[]>;
  functions: Seen<readonly SwitchFacts[]>;
  /** Events that reached no function, or whose function failed every time. */
  deadLetters: Seen<number>;
}

/** Everything that is known of a deployed WAN. */
export interface WanFacts extends CloudFacts {
  /** Of the hub that holds the address. */
  network: Seen<NetworkFacts>;
  plans: PlanFacts;
}

export interface RecordedDecision {
  at: number;
  function: string;
  decision: Decision;
}

export interface StackFacts {
  name: string;
  /** CloudFormation's, such as `UPDATE_COMPLETE`. */
  status: string;
  /** CloudFormation's: `IN_SYNC`, `DRIFTED`, `NOT_CHECKED` ... */
  drift: string;
}

export interface AlarmFacts {
  name: string;
  /** CloudWatch's, or `missing`: the stack made it and it is gone. */
  state: "OK" | "ALARM" | "INSUFFICIENT_DATA" | "missing";
  since: number | undefined;
  description: string;
  /** Whether it tells anybody. */
  rings: boolean;
}

/** Something that works or not: a rule, a function. */
export interface SwitchFacts {
  name: string;
  on: boolean;
  /** AWS's word for how it is, or `missing`. */
  state: string;
}

export interface NetworkFacts {
  hub: string;
  tunnels: readonly TunnelFacts[];
  sessions: readonly SessionFacts[];
}

export interface TunnelFacts {
  site: string;
  interface: string;
  /** The interface is there and has its peer. */
  there: boolean;
  handshakeAt: number | undefined;
}

export interface SessionFacts {
  /** The site or hub at the other end. */
  to: string;
  /** FRR's name of its state; `missing` when FRR does not know the neighbor. */
  state: string;
  established: boolean;
  uptimeMs: number | undefined;
  prefixesReceived: number;
}

/** Plans by their hash. */
export interface PlanFacts {
  /** Of wan.yaml. */
  file: Seen<string>;
  /** What was deployed. */
  deployed: Seen<string>;
  /** What each hub was configured from. */
  machines: readonly { hub: string; hash: Seen<string> }[];
}
