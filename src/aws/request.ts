import { type Decision, decideRequest, type LiveState, type MoveRequest } from "../failover/index.ts";
import type { Aws, Waited, WanResources } from "./types.ts";

export interface MoveOutcome {
  /** As it was read before the decision. */
  state: LiveState;
  decision: Decision;
  /** How the wait for the new holder ended; undefined when nothing moved. */
  moved: Waited | undefined;
}

/** AWS answers for a move within a second or two. */
const SETTLE_MS = 15_000;

/** Moves the address as a person asked, if nothing speaks against it, and looks whether it came true. */
export async function requestMove(
  aws: Aws,
  wan: WanResources,
  request: MoveRequest,
  signal?: AbortSignal,
): Promise<MoveOutcome> {
  const state = await aws.readState(wan);
  const decision = decideRequest(request, state);
  if (decision.action !== "move") return { state, decision, moved: undefined };
  await aws.associate(wan.allocationId, decision.to);
  const asked = Date.now();
  // The move is made whether it is remembered or not.
  const [moved] = await Promise.all([
    aws.waitForHolder(wan.allocationId, decision.to, { timeoutMs: SETTLE_MS, signal }),
    aws.recordMoves(wan.allocationId, [...state.moves, asked]).catch(() => undefined),
  ]);
  return { state, decision, moved };
}
