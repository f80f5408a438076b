import { createAws, createStacks, findWan } from "../aws/index.ts";
import type { Lab } from "../lab/index.ts";
import { carryOut, type Place, type Survey, surveyUpgrade, type Template } from "../upgrade/index.ts";

/** Either is another image than the other; the laboratory's machines are the same with both. */
const IMAGES = ["13", "12"].map((release) => `/aws/service/debian/release/${release}/latest/amd64`);

/** The stack that the hubs belong to, with another image for both. */
async function anotherImage({ cloudUrl, credentials, plan, template }: Lab): Promise<{ place: Place; survey: Survey }> {
  const reached = { endpoint: cloudUrl, region: plan.region, credentials };
  const stacks = createStacks(reached);
  const { stack: stackName = "" } = await findWan(plan.name, reached);
  const { failback } = plan.automation;
  const wanted = (await template()) as Template;
  const common = { stacks, aws: createAws(reached), stackName, wanted, failback };
  for (const image of IMAGES) {
    const place = { ...common, parameters: new Map([["HubImage", image]]) };
    const deployment = await stacks.revise(place.stackName, wanted, place.parameters);
    await deployment.discard();
    const survey = await surveyUpgrade(place, deployment);
    if (survey.situation.hubs.primary === "outdated") return { place, survey };
  }
  throw new Error("no image would replace the hubs");
}

const hooks = { onStep: () => {}, onEvent: () => {}, signal: undefined };

/** An upgrade to the point where the new standby hub has the address; what it returns does the rest, once a drill has seen that all is well. */
export async function upgradeStandby(lab: Lab): Promise<() => Promise<void>> {
  const { place, survey } = await anotherImage(lab);
  const steps = survey.steps.filter(({ kind }) => kind !== "settle");
  const moved = steps.findIndex(({ kind }) => kind === "move") + 1;
  await carryOut(place, survey, steps.slice(0, moved), hooks);
  return () => carryOut(place, survey, steps.slice(moved), hooks);
}
