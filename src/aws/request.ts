import { type Decision, decideRequest, type HubState, type LiveState, type MoveRequest } from "../failover/index.ts";
import type { Aws, FoundWan, Waited } from "./types.ts";

export interface MoveOutcome {
  /** As it was read before the decision. */
  state: LiveState;
  decision: Decision;
  /** How the wait for the new holder ended; undefined when nothing moved. */
  moved: Waited | undefined;
}

/** AWS answers for a move within a second or two. */
const SETTLE_MS = 15_000;

/** Where hubs have an agent, one that nothing was ever heard of has proved nothing: it may still be installing itself. */
async function readState(aws: Aws, wan: FoundWan): Promise<LiveState> {
  const state = await aws.readState(wan);
  if (!wan.agents) return state;
  const heard = (hub: HubState): HubState => ({ ...hub, ready: hub.ready ?? false });
  const [a, b] = state.hubs;
  return { ...state, hubs: [heard(a), heard(b)] };
}

/** Orders the move. Returns what kept EC2's answer away: the order may have been carried out all the same. Throws its refusal. */
async function order(aws: Aws, allocationId: string, instanceId: string): Promise<Error | undefined> {
  try {
    await aws.associate(allocationId, instanceId);
  } catch (error) {
    if (!(error instanceof Error) || "$fault" in error) throw error;
    return error;
  }
}

/**
 * Moves the address as a person asked, if nothing speaks against it, and looks whether it came true. An order that was not answered
 * and did not come true fails with what kept the answer away.
 */
export async function requestMove(
  aws: Aws,
  wan: FoundWan,
  request: MoveRequest,
  signal?: AbortSignal,
): Promise<MoveOutcome> {
  const state = await readState(aws, wan);
  const decision = decideRequest(request, state);
  if (decision.action !== "move") return { state, decision, moved: undefined };
  const unanswered = await order(aws, wan.allocationId, decision.to);
  const asked = Date.now();
  // The move is made whether it is remembered or not.
  const remember = () => aws.recordMoves(wan.allocationId, [...state.moves, asked]).catch(() => undefined);
  const [moved] = await Promise.all([
    aws.waitForHolder(wan.allocationId, decision.to, { timeoutMs: SETTLE_MS, signal }),
    unanswered ?? remember(),
  ]);
  if (unanswered && !moved.reached) throw unanswered;
  if (unanswered) await remember();
  return { state, decision, moved };
}
