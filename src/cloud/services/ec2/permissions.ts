import type { IpPermission, IpRange, SecurityGroupRule } from "@aws-sdk/client-ec2";
import { AwsError } from "../../core/error.ts";
import { resourceId } from "../../core/ids.ts";
import type { Deviates } from "../../lenient/deviations.ts";
import { parsePrefix, toAddress } from "./ipv4.ts";
import { type Permission, type SecurityGroup, tagList } from "./model.ts";

/** Names that EC2 knows, and the numbers that it shows by name. */
const PROTOCOLS: Record<string, string> = { "6": "tcp", "17": "udp", "1": "icmp", "58": "icmpv6", all: "-1" };
const NAMED = ["tcp", "udp", "icmp", "icmpv6", "-1"];

function protocolOf(given: string | undefined): string {
  const name = PROTOCOLS[given?.toLowerCase() ?? ""] ?? given?.toLowerCase() ?? "";
  if (NAMED.includes(name) || /^\d{1,3}$/.test(name)) return name;
  throw new AwsError("InvalidParameterValue", `Invalid value '${given ?? "null"}' for IP protocol. Unknown protocol.`);
}

function portsOf(protocol: string, { FromPort: from, ToPort: to }: IpPermission, deviates: Deviates) {
  if (protocol !== "tcp" && protocol !== "udp") return { fromPort: from ?? -1, toPort: to ?? -1 };
  if (from === undefined || to === undefined) {
    throw new AwsError(
      "InvalidParameterValue",
      "Invalid value 'Must specify both from and to ports with TCP/UDP.' for portRange.",
    );
  }
  if (from < 0 || to > 65535 || (from > to && !deviates("ports-either-way"))) {
    throw new AwsError("InvalidParameterValue", `Invalid TCP/UDP port range (${from}:${to})`);
  }
  return { fromPort: from, toPort: to };
}

/** A new rule with one source, which is what `given` says it is. */
export const newPermission = (
  given: Pick<Permission, "protocol" | "fromPort" | "toPort"> & Partial<Permission>,
): Permission => ({
  cidr: undefined,
  cidrIpv6: undefined,
  groupId: undefined,
  prefixListId: undefined,
  description: undefined,
  ruleId: resourceId("sgr"),
  tags: new Map(),
  ...given,
});

const asAws: Deviates = () => false;

/** EC2's permissions, which list several sources, as rules with one source each. Order of checks: protocol, ports, sources. */
export function toPermissions(given: readonly IpPermission[], deviates = asAws): Permission[] {
  return given.flatMap((permission) => {
    const protocol = protocolOf(permission.IpProtocol);
    const base = { protocol, ...portsOf(protocol, permission, deviates) };
    const cidr = ({ CidrIp }: IpRange) => requireCidr(CidrIp, deviates);
    const rule = (source: Partial<Permission>) => newPermission({ ...base, ...source });
    return [
      ...(permission.IpRanges ?? []).map((r) => rule({ cidr: cidr(r), description: r.Description })),
      ...(permission.Ipv6Ranges ?? []).map((r) => rule({ cidrIpv6: r.CidrIpv6, description: r.Description })),
      ...(permission.PrefixListIds ?? []).map((r) =>
        rule({ prefixListId: r.PrefixListId, description: r.Description }),
      ),
      ...(permission.UserIdGroupPairs ?? []).map((r) => rule({ groupId: r.GroupId, description: r.Description })),
    ];
  });
}

/** Host bits are cut off: EC2 keeps the canonical form. */
function requireCidr(cidr: string | undefined, deviates: Deviates): string {
  const prefix = cidr === undefined ? undefined : parsePrefix(cidr);
  if (cidr && prefix && deviates("host-bits-kept")) return cidr;
  if (prefix) return `${toAddress(prefix.first)}/${prefix.length}`;
  throw new AwsError("InvalidParameterValue", `CIDR block ${cidr} is malformed`);
}

export const samePermission = (a: Permission, b: Permission): boolean =>
  a.protocol === b.protocol &&
  a.fromPort === b.fromPort &&
  a.toPort === b.toPort &&
  a.cidr === b.cidr &&
  a.cidrIpv6 === b.cidrIpv6 &&
  a.groupId === b.groupId &&
  a.prefixListId === b.prefixListId;

/** The reverse: one permission for each protocol and port range, with all its sources. */
export function toIpPermissions(rules: readonly Permission[], accountId: string): IpPermission[] {
  const grouped = new Map<
    string,
    IpPermission & Required<Pick<IpPermission, "IpRanges" | "Ipv6Ranges" | "PrefixListIds" | "UserIdGroupPairs">>
  >();
  for (const rule of rules) {
    const key = `${rule.protocol} ${rule.fromPort} ${rule.toPort}`;
    const into = grouped.get(key) ?? {
      IpProtocol: rule.protocol,
      ...(rule.protocol !== "-1" && { FromPort: rule.fromPort, ToPort: rule.toPort }),
      IpRanges: [],
      Ipv6Ranges: [],
      PrefixListIds: [],
      UserIdGroupPairs: [],
    };
    grouped.set(key, into);
    const Description = rule.description;
    if (rule.cidr) into.IpRanges.push({ CidrIp: rule.cidr, Description });
    if (rule.cidrIpv6) into.Ipv6Ranges.push({ CidrIpv6: rule.cidrIpv6, Description });
    if (rule.prefixListId) into.PrefixListIds.push({ PrefixListId: rule.prefixListId, Description });
    if (rule.groupId) into.UserIdGroupPairs.push({ GroupId: rule.groupId, UserId: accountId, Description });
  }
  return [...grouped.values()];
}

export function toRule(rule: Permission, group: SecurityGroup, egress: boolean, accountId: string): SecurityGroupRule {
  return {
    SecurityGroupRuleId: rule.ruleId,
    GroupId: group.groupId,
    GroupOwnerId: accountId,
    IsEgress: egress,
    IpProtocol: rule.protocol,
    FromPort: rule.fromPort,
    ToPort: rule.toPort,
    CidrIpv4: rule.cidr,
    CidrIpv6: rule.cidrIpv6,
    PrefixListId: rule.prefixListId,
    Description: rule.description,
    Tags: tagList(rule.tags),
    ...(rule.groupId && { ReferencedGroupInfo: { GroupId: rule.groupId, UserId: accountId } }),
  };
}
