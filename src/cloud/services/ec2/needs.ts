import type {
  AllocateAddressRequest,
  AssociateAddressRequest,
  CreateTagsRequest,
  DescribeInstanceAttributeRequest,
  DisassociateAddressRequest,
  ReleaseAddressRequest,
  RevokeSecurityGroupIngressRequest,
  RunInstancesRequest,
  Tag,
  TagSpecification,
} from "@aws-sdk/client-ec2";
import type { Access, AccessTable, ConditionKeys } from "../../core/access.ts";
import type { Ec2 } from "./context.ts";
import { passedRole } from "./instance-profile.ts";
import { withLaunchTemplate } from "./launch-templates.ts";
import type { Address } from "./model.ts";
import { createResources, type Resource } from "./resource-arns.ts";

/** Tags in a request, as conditions see them. */
function requestTags(tags: readonly Tag[]): ConditionKeys {
  const keys = tags.map(({ Key = "" }) => Key);
  const values = tags.map(({ Key, Value }) => [`aws:RequestTag/${Key}`, Value ?? ""]);
  return { ...Object.fromEntries(values), "aws:TagKeys": keys.length > 0 ? keys : undefined };
}

const tagsFor = (specifications: readonly TagSpecification[] = []): Tag[] =>
  specifications.flatMap(({ Tags = [] }) => Tags);

const each = (action: string, resources: readonly Resource[], keys?: ConditionKeys): Access[] =>
  resources.map((resource) => ({
    action: `ec2:${action}`,
    resource: resource.arn,
    keys: { ...resource.keys, ...keys },
  }));

/**
 * What EC2's operations need. The Describe operations know no resources.
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonec2.html
 */
export function ec2Needs(ec2: Ec2): AccessTable {
  const { ctx, state } = ec2;
  const { byId, created } = createResources(ctx, state);
  const find = (test: (address: Address) => boolean) =>
    [...state.addresses.values()].find(test)?.allocationId ?? "eipalloc-unknown";
  const addressOf = (allocationId: string | undefined, publicIp: string | undefined) =>
    allocationId ?? find((address) => address.publicIp === publicIp);

  /** An address with an instance behind it, and the interface between them. */
  const withInstance = (allocationId: string, instanceId: string | undefined, interfaceId: string | undefined) =>
    [allocationId, instanceId, interfaceId].flatMap((id) => (id ? [byId(id)] : []));

  const instances = (action: string) => (input: { InstanceIds?: string[] }) =>
    each(action, (input.InstanceIds ?? []).map(byId));
  const groupOf = ({ GroupId, GroupName }: RevokeSecurityGroupIngressRequest) => {
    const named = [...state.securityGroups.values()].find(({ name }) => name === GroupName);
    return byId(GroupId ?? named?.groupId ?? "sg-unknown");
  };
  const tagged = (action: string) => (input: CreateTagsRequest) =>
    each(action, (input.Resources ?? []).map(byId), requestTags(input.Tags ?? []));

  return {
    AllocateAddress(input: AllocateAddressRequest) {
      const tags = tagsFor(input.TagSpecifications);
      const address = created("elastic-ip");
      const allocate = each("AllocateAddress", [address], requestTags(tags));
      if (tags.length === 0) return allocate;
      const creating = { ...requestTags(tags), "ec2:CreateAction": "AllocateAddress" };
      return [...allocate, ...each("CreateTags", [address], creating)];
    },
    AssociateAddress({ AllocationId, PublicIp, InstanceId, NetworkInterfaceId }: AssociateAddressRequest) {
      const instance = state.instances.get(InstanceId ?? "");
      const interfaceId = NetworkInterfaceId ?? instance?.networkInterfaceId;
      return each("AssociateAddress", withInstance(addressOf(AllocationId, PublicIp), InstanceId, interfaceId));
    },
    DisassociateAddress({ AssociationId, PublicIp }: DisassociateAddressRequest) {
      const allocationId = find(
        ({ association, publicIp }) => association?.associationId === AssociationId || publicIp === PublicIp,
      );
      const { instanceId, networkInterfaceId } = state.addresses.get(allocationId)?.association ?? {};
      return each("DisassociateAddress", withInstance(allocationId, instanceId, networkInterfaceId));
    },
    ReleaseAddress: ({ AllocationId, PublicIp }: ReleaseAddressRequest) =>
      each("ReleaseAddress", [byId(addressOf(AllocationId, PublicIp))]),
    AuthorizeSecurityGroupIngress: (input) => each("AuthorizeSecurityGroupIngress", [groupOf(input)]),
    RevokeSecurityGroupIngress: (input) => each("RevokeSecurityGroupIngress", [groupOf(input)]),
    DescribeInstanceAttribute: ({ InstanceId }: DescribeInstanceAttributeRequest) =>
      each("DescribeInstanceAttribute", [byId(InstanceId ?? "")]),
    CreateTags: tagged("CreateTags"),
    DeleteTags: tagged("DeleteTags"),
    RebootInstances: instances("RebootInstances"),
    RunInstances: (input: RunInstancesRequest) => [
      { action: "ec2:RunInstances", resource: "*" },
      ...passedRole(ec2, withLaunchTemplate(input, state.launchTemplates).IamInstanceProfile),
    ],
    StartInstances: instances("StartInstances"),
    StopInstances: instances("StopInstances"),
    TerminateInstances: instances("TerminateInstances"),
  };
}
