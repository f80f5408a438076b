import type { IngressRule } from "../../types.ts";

/** EC2's instance states and their codes: https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_InstanceState.html */
export const stateCodes = {
  pending: 0,
  running: 16,
  "shutting-down": 32,
  terminated: 48,
  stopping: 64,
  stopped: 80,
} as const;
export type InstanceStateName = keyof typeof stateCodes;

export const instanceState = (name: InstanceStateName) => ({ Code: stateCodes[name], Name: name });

interface Tagged {
  tags: Map<string, string>;
}

export interface Vpc extends Tagged {
  vpcId: string;
  cidr: string;
  isDefault: boolean;
  defaultSecurityGroupId: string;
  mainRouteTableId: string;
}

export interface Subnet extends Tagged {
  subnetId: string;
  vpcId: string;
  cidr: string;
  availabilityZone: string;
  defaultForAz: boolean;
  mapPublicIpOnLaunch: boolean;
}

export interface InternetGateway extends Tagged {
  internetGatewayId: string;
  vpcId: string | undefined;
}

export interface Route {
  destination: string;
  gatewayId: string;
}

export interface RouteTable extends Tagged {
  routeTableId: string;
  vpcId: string;
  routes: Route[];
  /** Association ID to the subnet; the main association has no subnet. */
  associations: Map<string, string | undefined>;
}

/** A rule as EC2 keeps it: one source each. */
export interface Permission extends Tagged {
  protocol: string;
  fromPort: number;
  toPort: number;
  cidr: string | undefined;
  cidrIpv6: string | undefined;
  /** The members of this group may send. */
  groupId: string | undefined;
  prefixListId: string | undefined;
  description: string | undefined;
  ruleId: string;
}

export interface SecurityGroup extends Tagged {
  groupId: string;
  name: string;
  description: string;
  vpcId: string;
  ingress: Permission[];
  egress: Permission[];
}

export interface LaunchTemplate {
  launchTemplateId: string;
  name: string;
  /** Of the latest version, which is the only one kept. */
  data: Record<string, unknown>;
  version: number;
}

export interface StateReason {
  Code: string;
  Message: string;
}

export interface Instance extends Tagged {
  instanceId: string;
  /** Instances that were launched by one request share it; the index tells them apart. */
  reservationId: string;
  launchIndex: number;
  imageId: string;
  instanceType: string;
  keyName: string | undefined;
  subnetId: string;
  vpcId: string;
  availabilityZone: string;
  privateIp: string;
  /** The address EC2 lent it, if it has one; an Elastic IP takes its place. */
  publicIp: string | undefined;
  wantsPublicIp: boolean;
  securityGroupIds: string[];
  networkInterfaceId: string;
  attachmentId: string;
  sourceDestCheck: boolean;
  iamInstanceProfileArn: string | undefined;
  metadataOptions: Record<string, unknown>;
  userData: string | undefined;
  ebsOptimized: boolean;
  disableApiStop: boolean;
  disableApiTermination: boolean;
  shutdownBehavior: string;
  hibernation: boolean;
  /** Detailed monitoring: shown, and without effect. */
  monitoring: boolean;
  rootVolumeId: string;
  /** Of the root's volume. */
  deleteOnTermination: boolean;
  launchTime: Date;
  state: InstanceStateName;
  stateTransitionReason: string;
  stateReason: StateReason | undefined;
  /** When the machine got power for its present run, epoch ms; undefined while it has none. */
  poweredAt: number | undefined;
  /** Whether it has answered in its present run. */
  answered: boolean;
}

export interface Address extends Tagged {
  allocationId: string;
  publicIp: string;
  association: { associationId: string; instanceId: string; networkInterfaceId: string; privateIp: string } | undefined;
}

/** All that EC2 holds, by ID. */
export interface Ec2State {
  vpcs: Map<string, Vpc>;
  subnets: Map<string, Subnet>;
  internetGateways: Map<string, InternetGateway>;
  routeTables: Map<string, RouteTable>;
  securityGroups: Map<string, SecurityGroup>;
  launchTemplates: Map<string, LaunchTemplate>;
  instances: Map<string, Instance>;
  addresses: Map<string, Address>;
}

export function emptyState(): Ec2State {
  return {
    vpcs: new Map(),
    subnets: new Map(),
    internetGateways: new Map(),
    routeTables: new Map(),
    securityGroups: new Map(),
    launchTemplates: new Map(),
    instances: new Map(),
    addresses: new Map(),
  };
}

/** In the SDK's shape. */
export const tagList = (tags: ReadonlyMap<string, string>) => Array.from(tags, ([Key, Value]) => ({ Key, Value }));

/** As most things are shown: one without tags has no list of tags. */
export const shownTags = (tags: ReadonlyMap<string, string>) => (tags.size > 0 ? tagList(tags) : undefined);

/** What a data plane enforces of a rule: IPv4 sources only, and a group's members by their addresses. */
export function ingressRules(
  permission: Permission,
  membersOf: (groupId: string) => Iterable<Instance>,
): IngressRule[] {
  const { protocol, fromPort, toPort } = permission;
  if (permission.cidr) return [{ protocol, fromPort, toPort, cidr: permission.cidr }];
  if (!permission.groupId) return [];
  return Array.from(membersOf(permission.groupId), (member) => ({
    protocol,
    fromPort,
    toPort,
    cidr: `${member.privateIp}/32`,
  }));
}
