import {
  DescribeInstancesCommand,
  DescribeSecurityGroupsCommand,
  type Instance,
  type IpPermission,
  type SecurityGroup,
} from "@aws-sdk/client-ec2";
import type { IngressFacts, InstanceFacts } from "../verify/index.ts";
import { createEc2 } from "./client.ts";
import type { AwsOptions, NamedInstance } from "./types.ts";

/** What EC2 lets through to each of `hubs`, in their order. Errors are the SDK's own. */
export async function readInstances(
  hubs: readonly NamedInstance[],
  { signal, ...options }: AwsOptions & { signal?: AbortSignal } = {},
): Promise<InstanceFacts[]> {
  const ec2 = createEc2(options);
  const http = { abortSignal: signal };
  try {
    const InstanceIds = hubs.map(({ instanceId }) => instanceId);
    const { Reservations = [] } = await ec2.send(new DescribeInstancesCommand({ InstanceIds }), http);
    const instances = Reservations.flatMap((reservation) => reservation.Instances ?? []);
    const GroupIds = [...new Set(instances.flatMap(groupsOf))];
    const { SecurityGroups = [] } = await ec2.send(new DescribeSecurityGroupsCommand({ GroupIds }), http);
    return hubs.flatMap(({ instanceId, name }) => {
      const instance = instances.find(({ InstanceId }) => InstanceId === instanceId);
      return instance ? [factsOf(name, instance, SecurityGroups)] : [];
    });
  } finally {
    ec2.destroy();
  }
}

const groupsOf = ({ SecurityGroups = [] }: Instance): string[] =>
  SecurityGroups.flatMap(({ GroupId }) => GroupId ?? []);

function factsOf(hub: string, instance: Instance, groups: readonly SecurityGroup[]): InstanceFacts {
  const own = groups.filter(({ GroupId = "" }) => groupsOf(instance).includes(GroupId));
  return {
    hub,
    // EC2 checks unless it was told otherwise.
    sourceDestCheck: instance.SourceDestCheck !== false,
    ingress: own.flatMap(({ IpPermissions = [] }) => IpPermissions.flatMap(ingressOf)),
  };
}

/** One fact per source: EC2 joins rules that differ in their source only. */
function ingressOf(permission: IpPermission): IngressFacts[] {
  const { IpProtocol: protocol = "-1", FromPort: from, ToPort: to } = permission;
  const ports = from === undefined || to === undefined || from < 0 ? undefined : { from, to };
  const sources = [
    ...(permission.IpRanges ?? []).map(({ CidrIp }) => CidrIp),
    ...(permission.Ipv6Ranges ?? []).map(({ CidrIpv6 }) => CidrIpv6),
    ...(permission.UserIdGroupPairs ?? []).map(({ GroupId }) => GroupId),
    ...(permission.PrefixListIds ?? []).map(({ PrefixListId }) => PrefixListId),
  ];
  return sources.map((source = "") => ({ protocol, ports, source }));
}
