import type { Deployment, FoundWan } from "../aws/index.ts";
import { hubshiftError } from "../errors/index.ts";
import { interrupted } from "./interrupted.ts";
import { planSteps } from "./steps.ts";
import { associationId, hubIds, hubNames, tagOf } from "./template.ts";
import type { HubState, Hubs, Place, Role, Situation, Step, Template } from "./types.ts";

/** What an upgrade has to do. */
export interface Survey {
  names: Hubs<string>;
  situation: Situation;
  steps: readonly Step[];
  waits: boolean;
  /** The sites that the hub which serves does not know yet. */
  newSites: readonly string[];
  /** The values that the stack's parameters had. */
  parameters: ReadonlyMap<string, string>;
}

/** The address and the hubs, as the stack tells: a hub that it lacks has the ID of its last instance. */
export async function resourcesOf(
  { stacks, stackName }: Pick<Place, "stacks" | "stackName">,
  names: Hubs<string>,
): Promise<FoundWan> {
  const outputs = new Map((await stacks.outputs(stackName)).map(({ name, value }) => [name, value]));
  const output = (name: string) => outputs.get(name) ?? "";
  return {
    stack: stackName,
    // Without them there is no upgrade.
    agents: true,
    allocationId: output("AllocationId"),
    primary: { instanceId: output("PrimaryInstanceId"), name: names.primary },
    standby: { instanceId: output("StandbyInstanceId"), name: names.standby },
  };
}

/** The template that the stack has. Throws `stack-missing`. */
export async function deployedTemplate({ stacks, stackName }: Pick<Place, "stacks" | "stackName">): Promise<Template> {
  const template = await stacks.template(stackName);
  if (!template) throw hubshiftError("stack-missing", { stack: stackName }, { exitCode: 1 });
  return template as Template;
}

/** Agents alone say that a hub is ready. */
function requireAgents(stack: string, templates: readonly Template[]): void {
  const hubs = templates.flatMap((template) =>
    Object.values(hubIds(template)).flatMap((id) => template.Resources[id] ?? []),
  );
  if (hubs.some((hub) => tagOf(hub, "hubshift:profile") === "reference"))
    throw hubshiftError("upgrade-reference", { stack });
}

/** What a hub was made from: the network, and a hash of each site. */
function madeFrom({ Resources }: Template, hub: string) {
  const { "hubshift:network": network, "hubshift:sites": sites = {} } = Resources[hub]?.Metadata ?? {};
  return { network, sites: sites as Readonly<Record<string, string>> };
}

/**
 * The sites that only new hubs know. A new hub relieves a deployed one without loss if it serves each of that one's sites in the same way;
 * more sites are no harm.
 */
function newSitesOf(deployed: Template, wanted: Template, holder: string): string[] {
  const [before, after] = [madeFrom(deployed, holder), madeFrom(wanted, holder)];
  if (before.network !== after.network) throw hubshiftError("upgrade-network", undefined, { exitCode: 1 });
  const sites = Object.keys(before.sites).filter((site) => before.sites[site] !== after.sites[site]);
  if (sites.length > 0) throw hubshiftError("upgrade-sites", { sites }, { exitCode: 1 });
  return Object.keys(after.sites).filter((site) => before.sites[site] === undefined);
}

/** Whether the association names an instance, and not the primary hub, whichever instance that is. */
function isStale({ Resources }: Template, id: string): boolean {
  const { InstanceId } = Resources[id]?.Properties ?? {};
  return typeof InstanceId !== "object";
}

/** What CloudFormation would do to each hub. */
function stateOfHubs({ changes }: Pick<Deployment, "changes">, { wanted }: Place, deployed: Template): Hubs<HubState> {
  const ids = hubIds(wanted);
  const association = associationId(wanted);
  const affected = interrupted(changes);
  const others = affected.filter((id) => ![ids.primary, ids.standby, association].includes(id));
  if (others.length > 0) throw hubshiftError("upgrade-outage", { resources: others }, { exitCode: 1 });
  const stateOf = (role: Role): HubState => {
    if (!deployed.Resources[ids[role]]) return "absent";
    return affected.includes(ids[role]) ? "outdated" : "current";
  };
  return { primary: stateOf("primary"), standby: stateOf("standby") };
}

/**
 * Looks what is left to do, from what is deployed, what CloudFormation would change to come to the wanted template, and who holds the
 * address; from nothing that an earlier upgrade might have written down. Throws `stack-missing`, `upgrade-reference`,
 * `upgrade-network`, `upgrade-sites`, `upgrade-outage` and `upgrade-no-holder`.
 */
export async function surveyUpgrade(
  place: Place,
  { changes, changed: rest }: Pick<Deployment, "changes" | "changed">,
): Promise<Survey> {
  const { wanted, stacks, stackName, aws, failback } = place;
  const deployed = await deployedTemplate(place);
  const ids = hubIds(wanted);
  const known = { ...wanted, Resources: { ...wanted.Resources, ...deployed.Resources } };
  requireAgents(stackName, [wanted, known]);
  const names = hubNames(wanted);
  const hubs = stateOfHubs({ changes }, place, deployed);
  const { allocationId, primary, standby } = await resourcesOf(place, names);
  const { holder: instance } = await aws.readAddress(allocationId);
  const holder = (
    [
      ["primary", primary.instanceId],
      ["standby", standby.instanceId],
    ] as const
  ).find(([role, id]) => id === instance && hubs[role] !== "absent")?.[0];
  if (!holder) throw hubshiftError("upgrade-no-holder", undefined, { exitCode: 1 });
  const renews = hubs.primary !== "current" || hubs.standby !== "current";
  const newSites = renews ? newSitesOf(deployed, wanted, ids[holder]) : [];
  const stale = isStale(deployed, associationId(wanted));
  const situation: Situation = { hubs, holder, stale, rest, failback };
  const parameters = await stacks.parameters(stackName);
  return { names, situation, ...planSteps(situation), newSites, parameters };
}
