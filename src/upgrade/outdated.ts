import type { StackChange, StackEvent } from "../aws/index.ts";
import { deployedTemplate, resourcesOf } from "./survey.ts";
import { hubIds, hubNames, mixTemplates } from "./template.ts";
import type { Place, Role, Template } from "./types.ts";

/**
 * Whether only a new instance comes to what the template says. CloudFormation stops and starts one whose user data changes, and cloud-init
 * runs user data once; and it makes a replacement before it deletes the old one, which still has the hub's fixed address.
 */
function needsNewInstance(changes: readonly StackChange[], id: string): boolean {
  const change = changes.find(({ logicalId }) => logicalId === id);
  if (change?.action !== "modify") return false;
  return change.replaces !== "no" || change.what.includes("UserData");
}

/** The hubs whose instances must be new. */
export function outdatedHubs(changes: readonly StackChange[], wanted: Template): Role[] {
  const ids = hubIds(wanted);
  return (["primary", "standby"] as const).filter((role) => needsNewInstance(changes, ids[role]));
}

/** Removes these hubs at once, so that the next update makes them. The sites lose them until then. */
export async function removeHubs(
  place: Pick<Place, "stacks" | "stackName" | "wanted" | "parameters">,
  roles: readonly Role[],
  onEvent: (event: StackEvent) => void,
): Promise<void> {
  const { stacks, stackName, wanted, parameters } = place;
  const become = (role: Role) => (roles.includes(role) ? "absent" : "deployed");
  const { primary, standby } = await resourcesOf(place, hubNames(wanted));
  const template = mixTemplates({
    deployed: await deployedTemplate(place),
    wanted,
    hubs: { primary: become("primary"), standby: become("standby") },
    instances: { primary: primary.instanceId, standby: standby.instanceId },
    parameters: await stacks.parameters(stackName),
  });
  const deployment = await stacks.revise(stackName, template, parameters);
  await deployment.execute(onEvent);
}
