import { setTimeout as delay } from "node:timers/promises";
import { Logger } from "@aws-lambda-powertools/logger";
import type { Context } from "aws-lambda";
import { type Aws, createAws } from "../aws/index.ts";
import { type Decision, decide, type Intent, type LiveState, type Policy } from "../failover/index.ts";
import { type Config, readConfig } from "./config.ts";
import { readEvent, type WakingEvent } from "./event.ts";

export interface MoverResult {
  intent: Intent;
  decision: Decision;
  holderBefore: string | undefined;
  holderAfter: string | undefined;
}

/** What is left of the function's time for its last log line, ms. */
const RESERVE_MS = 1_000;
/** How long the address may take to be where it was sent, ms; AWS answers for it within a second or two. */
const SETTLE_MS = 10_000;
/** Pauses before a reading that contradicts the event is believed, ms. */
const LAG_PAUSES_MS = [200, 400, 800, 1_600];

/**
 * The handler of one function: reads what is so, decides, acts, and looks whether it came true. Throws at once when a setting is
 * missing. An invocation that fails is retried by Lambda and then goes to the dead-letter queue; an alert does not fail, because
 * trying again would change nothing: its ERROR line raises an alarm instead.
 */
export function createMover(intent: Intent, environment: NodeJS.ProcessEnv) {
  const config = readConfig(environment);
  const logger = new Logger({ serviceName: `hubshift-${intent}` });
  const client = createAws();

  return async (payload: unknown, context: Context): Promise<MoverResult> => {
    logger.addContext(context);
    const event = readEvent(payload);
    logger.info("received event", { event });
    const aws = client.within(
      AbortSignal.timeout(Math.max(Math.floor(context.getRemainingTimeInMillis()) - RESERVE_MS, 0)),
    );

    const { state, decision } = await readAndDecide(aws, intent, config, event);
    logger.info("holder before", holderOf(state.address.holder, state));
    logger[decision.action === "alert" ? "error" : "info"]("decision", { intent, decision });
    const holderAfter =
      decision.action === "move" ? await moveTo(decision.to, aws, state, logger) : state.address.holder;
    logger.info("holder after", holderOf(holderAfter, state));
    return { intent, decision, holderBefore: state.address.holder, holderAfter };
  };
}

/**
 * EC2's answers may be older than the event. The event is never believed instead; but before a function that was woken does nothing
 * because EC2 says otherwise, it asks again a few times. An event that is itself late costs these pauses and nothing else. A hub that
 * is ready, but not for long enough, is waited for once: its agent says again that it is ready only a minute later.
 */
async function readAndDecide(aws: Aws, intent: Intent, { wan, policy }: Config, event: WakingEvent) {
  const pauses = [...LAG_PAUSES_MS];
  let heldDown = false;
  for (;;) {
    const now = Date.now();
    const state = await aws.readState(wan);
    const decision = decide(intent, state, policy, now);
    const hold: number | undefined = heldDown ? undefined : holdDownLeft(decision, state, policy, now);
    heldDown ||= hold !== undefined;
    const pause = hold ?? (mayLag(decision, state, event) ? pauses.shift() : undefined);
    if (pause === undefined) return { state, decision };
    await delay(pause);
  }
}

/** How long the primary must stay ready until it has been for long enough, ms. */
function holdDownLeft(
  { reason }: Decision,
  { hubs }: LiveState,
  { holdDownMs = 0 }: Policy,
  now: number,
): number | undefined {
  if (reason.code !== "primary-held-down") return undefined;
  const since = hubs.find(({ role }) => role === "primary")?.readySince;
  return since === undefined ? undefined : Math.min(Math.max(since + holdDownMs - now, 0), holdDownMs);
}

/** Decisions that another reading may change. */
const MAY_LAG: readonly string[] = ["holder-works", "primary-not-running", "primary-not-ready"];

/** Whether the decision would be another one if EC2 said of the hub what the event says. */
function mayLag({ action, reason }: Decision, { hubs }: LiveState, { claim }: WakingEvent): boolean {
  if (action !== "none" || !claim || !MAY_LAG.includes(reason.code)) return false;
  const hub = hubs.find(({ instanceId }) => instanceId === claim.instanceId);
  if (!hub) return false;
  return claim.state === undefined ? claim.ready === true : hub.state !== claim.state;
}

/** Moves the address and returns its holder once EC2's answers agree on it. */
async function moveTo(target: string, aws: Aws, { address, moves }: LiveState, logger: Logger): Promise<string> {
  await aws.associate(address.allocationId, target);
  try {
    await aws.recordMoves(address.allocationId, [...moves, Date.now()]);
  } catch (error) {
    // The address has moved, and that counts; only the brake on flapping is one move short.
    logger.warn("the move was not recorded", error as Error);
  }
  const { reached, durationMs } = await aws.waitForHolder(address.allocationId, target, { timeoutMs: SETTLE_MS });
  if (!reached)
    throw new Error(
      `${target} does not hold ${address.allocationId} ${Math.round(durationMs)} ms after it was sent there`,
    );
  return target;
}

function holderOf(instanceId: string | undefined, { hubs, address }: LiveState) {
  return {
    holder: hubs.find((hub) => hub.instanceId === instanceId)?.name ?? instanceId ?? "nobody",
    instanceId,
    allocationId: address.allocationId,
  };
}
