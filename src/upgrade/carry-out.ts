import { setTimeout as delay } from "node:timers/promises";
import { requestMove, type StackEvent } from "../aws/index.ts";
import { hubshiftError } from "../errors/index.ts";
import { interrupted } from "./interrupted.ts";
import { otherThan, stepText } from "./steps.ts";
import { deployedTemplate, resourcesOf, type Survey } from "./survey.ts";
import { associationId, hubIds, mixTemplates } from "./template.ts";
import type { Place, Role, Step, Template } from "./types.ts";

/** From the order for an instance to an agent that is ready: a boot, the packages, the bundle, every session. */
const READY_LIMIT_MS = 15 * 60_000;
/**
 * From a move to the last site that has a BGP session with the hub that got the address: the hold time of 9 s, after which nobody has the
 * old one any more (RFC 4271, 6.5), and a second until the site connects again. No answer of AWS's tells.
 */
const SETTLE_MS = 10_000;

export interface Hooks {
  onStep(text: string): void;
  onEvent(event: StackEvent): void;
  signal: AbortSignal | undefined;
}

/** See the door of this room. */
export async function carryOut(place: Place, survey: Survey, steps: readonly Step[], hooks: Hooks): Promise<void> {
  for (const step of steps) {
    hooks.signal?.throwIfAborted();
    hooks.onStep(stepText(step, survey.names));
    await take(place, survey, step, hooks);
  }
}

async function take(place: Place, survey: Survey, step: Step, hooks: Hooks): Promise<void> {
  const resources = await resourcesOf(place, survey.names);
  switch (step.kind) {
    case "spare":
      return place.aws.setMaintenance(resources[step.hub].instanceId, true);
    case "await-ready":
      return awaitReady(place, resources[step.hub], hooks);
    case "move":
      return move(place, survey, step.to, hooks);
    case "settle":
      return delay(SETTLE_MS, undefined, { signal: hooks.signal });
    case "remove":
      return change(place, survey, step, "absent", hooks);
    case "create":
      return change(place, survey, step, "wanted", hooks);
    case "finish":
      return finish(place, survey, hooks);
  }
}

async function awaitReady(
  { aws }: Place,
  { instanceId, name }: { instanceId: string; name: string },
  { signal }: Hooks,
): Promise<void> {
  const { reached } = await aws.waitForReady(instanceId, { timeoutMs: READY_LIMIT_MS, ...(signal && { signal }) });
  if (!reached)
    throw hubshiftError("upgrade-not-ready", { hub: name, minutes: READY_LIMIT_MS / 60_000 }, { exitCode: 1 });
}

async function move(place: Place, { names }: Survey, to: Role, { signal }: Hooks): Promise<void> {
  const resources = await resourcesOf(place, names);
  const { decision, moved } = await requestMove(place.aws, resources, { to, force: false }, signal);
  if (decision.action !== "move" && decision.reason.code !== "already-there") {
    const hint = `look why on ${names[to]}; then \`hubshift upgrade\` goes on`;
    throw hubshiftError("move-refused", { reason: decision.reason.text.replace(/\.$/, ""), hint }, { exitCode: 1 });
  }
  if (moved && !moved.reached)
    throw hubshiftError(
      "move-unconfirmed",
      { hub: names[to], seconds: Math.round(moved.durationMs / 1000) },
      { exitCode: 1 },
    );
}

/** Who holds the address is asked once more: a failover of that moment must not meet a hub that goes. */
async function requireIdle({ aws, ...place }: Place, { names }: Survey, hub: Role): Promise<void> {
  const resources = await resourcesOf(place, names);
  const { holder } = await aws.readAddress(resources.allocationId);
  if (holder !== resources[otherThan(hub)].instanceId)
    throw hubshiftError("upgrade-holder-changed", { hub: names[hub] }, { exitCode: 1 });
}

async function change(
  place: Place,
  survey: Survey,
  { hub, other }: { hub: Role; other: "deployed" | "wanted" },
  becomes: "wanted" | "absent",
  hooks: Hooks,
): Promise<void> {
  const { wanted } = place;
  const { primary, standby } = await resourcesOf(place, survey.names);
  const both = hub === "primary" ? { primary: becomes, standby: other } : { primary: other, standby: becomes };
  const template = mixTemplates({
    deployed: await deployedTemplate(place),
    wanted,
    hubs: both,
    instances: { primary: primary.instanceId, standby: standby.instanceId },
    parameters: survey.parameters,
  });
  if (becomes === "absent") await requireIdle(place, survey, hub);
  await revise(place, template, [hubIds(wanted)[hub]], hooks);
}

/** CloudFormation gives the address to the primary hub, which must have it: then nothing moves. */
async function finish(place: Place, survey: Survey, hooks: Hooks): Promise<void> {
  const association = associationId(place.wanted);
  if (survey.steps.length > 1 || survey.situation.stale) await requireIdle(place, survey, "standby");
  await revise(place, place.wanted, [association], hooks);
}

/** Changes the stack, and takes nothing from the sites but what `may` be taken. */
async function revise(
  { stacks, stackName, parameters }: Place,
  template: Template,
  may: readonly string[],
  { onEvent }: Hooks,
): Promise<void> {
  const deployment = await stacks.revise(stackName, template, parameters);
  const resources = interrupted(deployment.changes).filter((id) => !may.includes(id));
  if (resources.length > 0) {
    await deployment.discard();
    throw hubshiftError("upgrade-outage", { resources }, { exitCode: 1 });
  }
  await deployment.execute(onEvent);
}
