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

/** Moves the address as a person asked, if nothing speaks against it, and looks whether it came true. */
export async function requestMove(
  aws: Aws,
  wan: FoundWan,
  request: MoveRequest,
  signal?: AbortSignal,
): Promise<MoveOutcome> {
  const state = await readState(aws, wan);
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
