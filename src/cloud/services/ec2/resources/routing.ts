import { AwsError } from "../../../core/error.ts";
import { resourceId } from "../../../core/ids.ts";
import type { ResourceProvider } from "../../../core/types.ts";
import type { Ec2 } from "../context.ts";
import { parsePrefix } from "../ipv4.ts";
import type { RouteTable } from "../model.ts";
import { kinds, requireOne } from "../validate.ts";
import { required, resourceTags } from "./support.ts";

export const internetGateway = ({ state }: Ec2): ResourceProvider => ({
  type: "AWS::EC2::InternetGateway",
  async create(properties, resource) {
    const internetGatewayId = resourceId("igw");
    const tags = resourceTags(properties.Tags, resource);
    state.internetGateways.set(internetGatewayId, { internetGatewayId, vpcId: undefined, tags });
    return { physicalId: internetGatewayId, attributes: { InternetGatewayId: internetGatewayId } };
  },
  async update(gatewayId, properties, resource) {
    const gateway = requireOne(state.internetGateways, gatewayId, kinds.internetGateway);
    gateway.tags = resourceTags(properties.Tags, resource);
    return {};
  },
  async delete(physicalId) {
    state.internetGateways.delete(physicalId);
  },
});

export function gatewayAttachment({ state }: Ec2): ResourceProvider {
  function attach(properties: Record<string, unknown>): string {
    const { vpcId } = requireOne(state.vpcs, required<string>(properties, "VpcId"), kinds.vpc);
    const gatewayId = required<string>(properties, "InternetGatewayId");
    const gateway = requireOne(state.internetGateways, gatewayId, kinds.internetGateway);
    if (gateway.vpcId) {
      throw new AwsError(
        "Resource.AlreadyAssociated",
        `resource ${gatewayId} is already attached to network ${gateway.vpcId}`,
      );
    }
    gateway.vpcId = vpcId;
    return `IGW|${vpcId}`;
  }
  function detach(physicalId: string): void {
    for (const gateway of state.internetGateways.values()) {
      if (`IGW|${gateway.vpcId}` === physicalId) gateway.vpcId = undefined;
    }
  }
  return {
    type: "AWS::EC2::VPCGatewayAttachment",
    replaces: ["VpcId"],
    create: async (properties) => ({ physicalId: attach(properties), attributes: { AttachmentType: "IGW" } }),
    async update(physicalId, properties) {
      detach(physicalId);
      attach(properties);
      return {};
    },
    delete: async (physicalId) => detach(physicalId),
  };
}

export const routeTable = ({ state }: Ec2): ResourceProvider => ({
  type: "AWS::EC2::RouteTable",
  replaces: ["VpcId"],
  async create(properties, resource) {
    const vpc = requireOne(state.vpcs, required<string>(properties, "VpcId"), kinds.vpc);
    const routeTableId = resourceId("rtb");
    state.routeTables.set(routeTableId, {
      routeTableId,
      vpcId: vpc.vpcId,
      routes: [{ destination: vpc.cidr, gatewayId: "local" }],
      associations: new Map(),
      tags: resourceTags(properties.Tags, resource),
    });
    return { physicalId: routeTableId, attributes: { RouteTableId: routeTableId } };
  },
  async update(tableId, properties, resource) {
    requireOne(state.routeTables, tableId, kinds.routeTable).tags = resourceTags(properties.Tags, resource);
    return {};
  },
  async delete(physicalId) {
    state.routeTables.delete(physicalId);
  },
});

/** Throws AwsError for a gateway that is not the table's VPC's. */
function requireGateway({ state }: Ec2, properties: Record<string, unknown>, table: RouteTable): string {
  const gatewayId = required<string>(properties, "GatewayId");
  const gateway = requireOne(state.internetGateways, gatewayId, kinds.internetGateway);
  if (gateway.vpcId === table.vpcId) return gatewayId;
  throw new AwsError(
    "InvalidParameterValue",
    `route table ${table.routeTableId} and network gateway ${gatewayId} belong to different networks`,
  );
}

export const route = (ec2: Ec2): ResourceProvider => ({
  type: "AWS::EC2::Route",
  replaces: ["RouteTableId", "DestinationCidrBlock"],
  async create(properties) {
    const { routeTables } = ec2.state;
    const table = requireOne(routeTables, required<string>(properties, "RouteTableId"), kinds.routeTable);
    const destination = required<string>(properties, "DestinationCidrBlock");
    if (!parsePrefix(destination)) {
      throw new AwsError(
        "InvalidParameterValue",
        `Value (${destination}) for parameter destinationCidrBlock is invalid. This is not a valid CIDR block.`,
      );
    }
    const gatewayId = requireGateway(ec2, properties, table);
    if (table.routes.some((known) => known.destination === destination)) {
      throw new AwsError("RouteAlreadyExists", `The route identified by ${destination} already exists.`);
    }
    table.routes.push({ destination, gatewayId });
    return { physicalId: `${table.routeTableId}|${destination}`, attributes: { CidrBlock: destination } };
  },
  async update(physicalId, properties) {
    const [tableId = "", destination] = physicalId.split("|");
    const table = requireOne(ec2.state.routeTables, tableId, kinds.routeTable);
    const gatewayId = requireGateway(ec2, properties, table);
    for (const known of table.routes) if (known.destination === destination) known.gatewayId = gatewayId;
    return {};
  },
  async delete(physicalId) {
    const [tableId = "", destination] = physicalId.split("|");
    const table = ec2.state.routeTables.get(tableId);
    if (table) table.routes = table.routes.filter((known) => known.destination !== destination);
  },
});

export function subnetRouteTableAssociation({ state }: Ec2): ResourceProvider {
  const drop = (associationId: string) => {
    for (const table of state.routeTables.values()) table.associations.delete(associationId);
  };
  const associate = (properties: Record<string, unknown>) => {
    const table = requireOne(state.routeTables, required<string>(properties, "RouteTableId"), kinds.routeTable);
    const { subnetId } = requireOne(state.subnets, required<string>(properties, "SubnetId"), kinds.subnet);
    const associationId = resourceId("rtbassoc");
    table.associations.set(associationId, subnetId);
    return { physicalId: associationId, attributes: { Id: associationId } };
  };
  return {
    type: "AWS::EC2::SubnetRouteTableAssociation",
    replaces: ["SubnetId"],
    create: async (properties) => associate(properties),
    /** The association has another ID in another table. */
    async update(associationId, properties) {
      const made = associate(properties);
      drop(associationId);
      return made;
    },
    delete: async (associationId) => drop(associationId),
  };
}
