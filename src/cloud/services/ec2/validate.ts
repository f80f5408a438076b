import { AwsError } from "../../core/error.ts";
import type { Address, Ec2State, Instance } from "./model.ts";
import type { IdKind } from "./select.ts";

/** The ID families: prefix and error codes. https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html */
export const kinds = {
  instance: { prefix: "i-", error: "InvalidInstanceID", noun: "instance ID" },
  vpc: { prefix: "vpc-", error: "InvalidVpcID", noun: "vpc ID" },
  subnet: { prefix: "subnet-", error: "InvalidSubnetID", noun: "subnet ID" },
  routeTable: { prefix: "rtb-", error: "InvalidRouteTableID", noun: "routeTable ID" },
  internetGateway: { prefix: "igw-", error: "InvalidInternetGatewayID", noun: "internetGateway ID" },
  securityGroup: { prefix: "sg-", error: "InvalidGroup", noun: "security group" },
  securityGroupRule: { prefix: "sgr-", error: "InvalidSecurityGroupRuleId", noun: "security group rule ID" },
  allocation: { prefix: "eipalloc-", error: "InvalidAllocationID", noun: "allocation ID" },
} as const satisfies Record<string, IdKind>;

const SUFFIX = /^([0-9a-f]{8}|[0-9a-f]{17})$/;

export const isWellFormed = (id: string, { prefix }: IdKind): boolean =>
  id.startsWith(prefix) && SUFFIX.test(id.slice(prefix.length));

/** Every ID in order, each well-formed and existing; AWS looks at the form of all before it looks for any, and names all that are missing. */
export function requireAll<T>(all: ReadonlyMap<string, T>, ids: readonly string[], kind: IdKind): T[] {
  for (const id of ids) {
    if (id === "")
      throw new AwsError("MissingParameter", `The request must contain the parameter ${parameterOf(kind)}`);
    if (!isWellFormed(id, kind)) throw malformed(id, kind);
  }
  const missing = ids.filter((id) => !all.has(id));
  if (missing.length > 0) throw notFound(missing, kind);
  return [...new Set(ids)].map((id) => all.get(id) as T);
}

const parameterOf = (kind: IdKind) => (kind === kinds.instance ? "InstanceId" : kind.noun.replace(" ID", "Id"));

function malformed(id: string, kind: IdKind): AwsError {
  if (kind === kinds.allocation) return notFound([id], kind);
  const code = kind === kinds.securityGroup ? "InvalidGroupId" : kind.error;
  const hint = id.startsWith(kind.prefix) ? "" : ` (expecting "${kind.prefix}...")`;
  return new AwsError(`${code}.Malformed`, `Invalid id: "${id}"${hint}`);
}

function notFound(ids: readonly string[], kind: IdKind): AwsError {
  const text =
    ids.length === 1
      ? `The ${kind.noun} '${ids[0]}' does not exist`
      : `The ${kind.noun}s '${ids.join(", ")}' do not exist`;
  return new AwsError(`${kind.error}.NotFound`, text);
}

export function requireOne<T>(all: ReadonlyMap<string, T>, id: string, kind: IdKind): T {
  return requireAll(all, [id], kind)[0] as T;
}

export function requireInstances(state: Ec2State, ids: readonly string[] = []): Instance[] {
  if (ids.length === 0) throw new AwsError("InvalidParameterCombination", "No instances specified");
  return requireAll(state.instances, ids, kinds.instance);
}

/** By allocation ID or by public IP, as the address operations take either. */
export function requireAddress(
  state: Ec2State,
  allocationId: string | undefined,
  publicIp: string | undefined,
): Address {
  if (allocationId && publicIp) {
    throw new AwsError(
      "InvalidParameterCombination",
      "You may specify public IP or allocation id, but not both in the same call",
    );
  }
  if (allocationId !== undefined) return requireOne(state.addresses, allocationId, kinds.allocation);
  if (!publicIp) {
    throw new AwsError("MissingParameter", "Either public IP or allocation id must be specified");
  }
  return requireByIp(state, publicIp);
}

function requireByIp(state: Ec2State, publicIp: string): Address {
  if (!/^\d{1,3}(\.\d{1,3}){3}$/.test(publicIp)) {
    throw new AwsError(
      "InvalidParameterValue",
      `Value (${publicIp}) for parameter publicIp is invalid. Invalid IPv4 address.`,
    );
  }
  for (const address of state.addresses.values()) if (address.publicIp === publicIp) return address;
  throw new AwsError("InvalidAddress.NotFound", `Address '${publicIp}' not found.`);
}
