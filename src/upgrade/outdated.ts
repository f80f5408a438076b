import type { StackChange, StackEvent } from "../aws/index.ts";
import { deployedTemplate, resourcesOf } from "./survey.ts";
import { hubIds, mixTemplates, tagOf } from "./template.ts";
import type { Hubs, Place, Resource, Role } from "./types.ts";

/**
 * Whether only a new instance comes to what the template says. CloudFormation stops and starts one whose user data changes, and cloud-init
 * runs user data once; and it makes a replacement before it deletes the old one, which still has the hub's fixed address.
 */
function needsNewInstance(changes: readonly StackChange[], id: string): boolean {
  const change = changes.find(({ logicalId }) => logicalId === id);
  if (change?.action !== "modify") return false;
  return change.replaces !== "no" || change.what.includes("UserData");
}

/**
 * Removes the hubs whose instances must be new, both at once, so that the next update makes them. The sites have no hub from then on. Says
 * whether there were any; otherwise nothing happened.
 */
export async function removeOutdated(
  place: Pick<Place, "stacks" | "stackName" | "wanted" | "parameters">,
  changes: readonly StackChange[],
  onEvent: (event: StackEvent) => void,
): Promise<boolean> {
  const { stacks, stackName, wanted, parameters } = place;
  const ids = hubIds(wanted);
  const become = (role: Role) => (needsNewInstance(changes, ids[role]) ? "absent" : "deployed");
  const hubs = { primary: become("primary"), standby: become("standby") } as const;
  if (hubs.primary === "deployed" && hubs.standby === "deployed") return false;
  const nameOf = (role: Role) => tagOf(wanted.Resources[ids[role]] as Resource, "Name") ?? role;
  const names: Hubs<string> = { primary: nameOf("primary"), standby: nameOf("standby") };
  const { primary, standby } = await resourcesOf(place, names);
  const template = mixTemplates({
    deployed: await deployedTemplate(place),
    wanted,
    hubs,
    instances: { primary: primary.instanceId, standby: standby.instanceId },
    parameters: await stacks.parameters(stackName),
  });
  const deployment = await stacks.revise(stackName, template, parameters);
  await deployment.execute(onEvent);
  return true;
}
