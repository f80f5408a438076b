import type { WanPlan } from "../../plan/index.ts";
import { checkAvailability } from "./availability.ts";
import { checkClocks } from "./clocks.ts";
import { checkConnectivity } from "./connectivity.ts";
import { checkOverlay } from "./overlay.ts";
import { type Scene, setScene } from "./scene.ts";
import { checkSecurity } from "./security.ts";
import { type Collection, type Finding, sections, type Validation, type ValidationSection } from "./types.ts";
import { checkUnderlay } from "./underlay.ts";

const CHECKS: Record<ValidationSection, (scene: Scene) => Finding[]> = {
  underlay: checkUnderlay,
  overlay: checkOverlay,
  connectivity: checkConnectivity,
  availability: checkAvailability,
  security: checkSecurity,
  clocks: checkClocks,
};

/** Judges what was collected against the plan, in the sections that are asked for. What could not be seen does not pass. */
export function validate(
  plan: WanPlan,
  collection: Collection,
  only: readonly ValidationSection[] = sections,
): Validation {
  const scene = setScene(plan, collection);
  const findings = sections.filter((section) => only.includes(section)).flatMap((section) => CHECKS[section](scene));
  return { pass: findings.length > 0 && findings.every(({ verdict }) => verdict === "pass"), findings };
}
