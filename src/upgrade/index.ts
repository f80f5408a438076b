import type { Hooks } from "./carry-out.ts";
import type { Survey } from "./survey.ts";
import type { Place, Step } from "./types.ts";

export type { Hooks } from "./carry-out.ts";
export { interrupted } from "./interrupted.ts";
export { outdatedHubs, removeHubs } from "./outdated.ts";
export { stepText } from "./steps.ts";
export { type Survey, surveyUpgrade } from "./survey.ts";
export type * from "./types.ts";

/** Takes the steps, one after the other. Throws what keeps one from its end; then, too, a hub that is ready holds the address. */
export async function carryOut(place: Place, survey: Survey, steps: readonly Step[], hooks: Hooks): Promise<void> {
  // It loads AWS's clients; a command line that only judges a change must not wait for that.
  return (await import("./carry-out.ts")).carryOut(place, survey, steps, hooks);
}
