import { AwsError } from "../../../core/error.ts";
import { resourceId } from "../../../core/ids.ts";
import type { ResourceProvider } from "../../../core/types.ts";
import type { Ec2 } from "../context.ts";
import { parsePrefix } from "../ipv4.ts";
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
  async delete(physicalId) {
    state.internetGateways.delete(physicalId);
  },
});

export const gatewayAttachment = ({ state }: Ec2): ResourceProvider => ({
  type: "AWS::EC2::VPCGatewayAttachment",
  async create(properties) {
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
    return { physicalId: `IGW|${vpcId}`, attributes: { AttachmentType: "IGW" } };
  },
  async delete(physicalId) {
    for (const gateway of state.internetGateways.values()) {
      if (`IGW|${gateway.vpcId}` === physicalId) gateway.vpcId = undefined;
    }
  },
});

export const routeTable = ({ state }: Ec2): ResourceProvider => ({
  type: "AWS::EC2::RouteTable",
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
  async delete(physicalId) {
    state.routeTables.delete(physicalId);
  },
});

export const route = ({ state }: Ec2): ResourceProvider => ({
  type: "AWS::EC2::Route",
  async create(properties) {
    const table = requireOne(state.routeTables, required<string>(properties, "RouteTableId"), kinds.routeTable);
    const destination = required<string>(properties, "DestinationCidrBlock");
    const gatewayId = required<string>(properties, "GatewayId");
    if (!parsePrefix(destination)) {
      throw new AwsError(
        "InvalidParameterValue",
        `Value (${destination}) for parameter destinationCidrBlock is invalid. This is not a valid CIDR block.`,
      );
    }
    const gateway = requireOne(state.internetGateways, gatewayId, kinds.internetGateway);
    if (gateway.vpcId !== table.vpcId) {
      throw new AwsError(
        "InvalidParameterValue",
        `route table ${table.routeTableId} and network gateway ${gatewayId} belong to different networks`,
      );
    }
    if (table.routes.some((known) => known.destination === destination)) {
      throw new AwsError("RouteAlreadyExists", `The route identified by ${destination} already exists.`);
    }
    table.routes.push({ destination, gatewayId });
    return { physicalId: `${table.routeTableId}|${destination}`, attributes: { CidrBlock: destination } };
  },
  async delete(physicalId) {
    const [tableId = "", destination] = physicalId.split("|");
    const table = state.routeTables.get(tableId);
    if (table) table.routes = table.routes.filter((known) => known.destination !== destination);
  },
});

export const subnetRouteTableAssociation = ({ state }: Ec2): ResourceProvider => ({
  type: "AWS::EC2::SubnetRouteTableAssociation",
  async create(properties) {
    const table = requireOne(state.routeTables, required<string>(properties, "RouteTableId"), kinds.routeTable);
    const { subnetId } = requireOne(state.subnets, required<string>(properties, "SubnetId"), kinds.subnet);
    const associationId = resourceId("rtbassoc");
    table.associations.set(associationId, subnetId);
    return { physicalId: associationId, attributes: { Id: associationId } };
  },
  async delete(physicalId) {
    for (const table of state.routeTables.values()) table.associations.delete(physicalId);
  },
});
