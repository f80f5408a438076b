import type { Hubs, Resource, Role, Template } from "./types.ts";

const INSTANCE = "AWS::EC2::Instance";
const ASSOCIATION = "AWS::EC2::EIPAssociation";

const ROLE_TAG = "hubshift:role";

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === "object" && value !== null;

/** `value` with what stands for each of `names` in its place. */
function filledIn(value: unknown, names: ReadonlyMap<string, string>): unknown {
  if (Array.isArray(value)) return value.map((one) => filledIn(one, names));
  if (!isObject(value)) return value;
  if (typeof value.Ref === "string" && names.has(value.Ref)) return names.get(value.Ref);
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, filledIn(one, names)]));
}

/** What a tag of an instance says; undefined without it. */
export function tagOf({ Properties = {} }: Resource, key: string): string | undefined {
  const tags = (Properties.Tags ?? []) as { Key: string; Value: string }[];
  return tags.find(({ Key }) => Key === key)?.Value;
}

/** The logical IDs of the hubs' instances. */
export function hubIds({ Resources }: Template): Hubs<string> {
  const idOf = (role: Role): string => {
    const [id] =
      Object.entries(Resources).find(([, one]) => one.Type === INSTANCE && tagOf(one, ROLE_TAG) === role) ?? [];
    if (id === undefined) throw new Error(`the template has no instance for the ${role} hub`);
    return id;
  };
  return { primary: idOf("primary"), standby: idOf("standby") };
}

/** The hubs' names. */
export function hubNames(template: Template): Hubs<string> {
  const ids = hubIds(template);
  const nameOf = (role: Role) => tagOf(template.Resources[ids[role]] as Resource, "Name") ?? role;
  return { primary: nameOf("primary"), standby: nameOf("standby") };
}

/** The logical ID of the address's association. */
export function associationId({ Resources }: Template): string {
  const [id] = Object.entries(Resources).find(([, { Type }]) => Type === ASSOCIATION) ?? [];
  if (id === undefined) throw new Error("the template does not associate the address");
  return id;
}

export interface Mixture {
  deployed: Template;
  wanted: Template;
  /** From which of both each hub comes. */
  hubs: Hubs<"deployed" | "wanted" | "absent">;
  /** Physical IDs of the hubs that the stack has, or had last. */
  instances: Hubs<string>;
  /** The values that the deployed template's parameters had before the upgrade. */
  parameters: ReadonlyMap<string, string>;
}

/**
 * The wanted template with hubs as they are deployed, or without one. What else names a missing hub goes on naming its last instance.
 * The address's association stays as it is: CloudFormation would give the address to an instance that has only begun to boot.
 */
export function mixTemplates({ deployed, wanted, hubs, instances, parameters }: Mixture): Template {
  const ids = hubIds(wanted);
  const resources: Record<string, Resource> = { ...wanted.Resources };
  const missing = new Map<string, string>();
  for (const role of ["primary", "standby"] as const) {
    const id = ids[role];
    const kept = deployed.Resources[id];
    // A parameter may come to mean something else with this update, and would change a hub that is to stay.
    if (hubs[role] === "deployed" && kept) resources[id] = filledIn(kept, parameters) as Resource;
    if (hubs[role] !== "absent") continue;
    delete resources[id];
    missing.set(id, instances[role]);
  }
  const association = associationId(wanted);
  const associated = deployed.Resources[association];
  if (associated) resources[association] = associated;
  else delete resources[association];
  return filledIn({ ...wanted, Resources: resources }, missing) as Template;
}
