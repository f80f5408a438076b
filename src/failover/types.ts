import type { FailbackPolicy } from "../spec/index.ts";

/** EC2's instance states: https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_InstanceState.html */
export type InstanceState = "pending" | "running" | "shutting-down" | "terminated" | "stopping" | "stopped";

export interface HubState {
  name: string;
  role: "primary" | "standby";
  instanceId: string;
  state: InstanceState;
  /** EC2's status checks: `false` is impaired, `undefined` is not known (yet). */
  healthy: boolean | undefined;
  /** The hub's own proof that it can take the traffic; undefined where no hub agent reports. */
  ready: boolean | undefined;
  /** When it said last that it is ready, epoch ms by the hub's clock. */
  readyAt?: number | undefined;
  /** Since when it is ready without a break, epoch ms by the hub's clock. */
  readySince?: number | undefined;
  maintenance: boolean;
}

/** What was read just before the decision. The event that woke the function is no part of it: events come late, twice, or never. */
export interface LiveState {
  address: { allocationId: string; associationId: string | undefined; holder: string | undefined };
  hubs: readonly [HubState, HubState];
  /** When the address moved lately, epoch ms, oldest first. */
  moves: readonly number[];
}

/** Which of the two functions asks: a failover never moves to the primary because it is back, a failback does nothing else. */
export type Intent = "failover" | "failback";

/** A person's wish to have the address at one of the hubs. */
export interface MoveRequest {
  to: HubState["role"];
  /** Although the hub is impaired, not ready or in maintenance, or a stranger holds the address. */
  force: boolean;
}

export interface Policy {
  failback: FailbackPolicy;
  /** A failback `when-ready` waits until the primary has been ready for so long. Default 0. */
  holdDownMs?: number;
  /** At most this many moves within `windowMs`; then hold and alert. */
  maxMoves: number;
  windowMs: number;
}

export type Decision =
  | { action: "move"; to: string; toName: string; reason: DecisionReason }
  | { action: "none"; reason: DecisionReason }
  /** Nothing is changed and a person must look. */
  | { action: "alert"; reason: DecisionReason };

/** Every reason that a decision can have. */
export type ReasonCode =
  // move
  | "holder-not-running"
  | "holder-impaired"
  | "address-unheld"
  | "failback"
  | "requested"
  // none
  | "already-there"
  | "holder-works"
  | "failback-is-manual"
  | "primary-not-running"
  | "primary-impaired"
  | "primary-not-ready"
  | "primary-held-down"
  | "primary-in-maintenance"
  | "target-not-running"
  | "target-impaired"
  | "target-not-ready"
  | "target-in-maintenance"
  // alert
  | "no-hub-works"
  | "too-many-moves"
  | "foreign-holder";

export interface DecisionReason {
  code: ReasonCode;
  /** One sentence for a person. */
  text: string;
}
