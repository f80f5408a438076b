import type {
  DescribeInternetGatewaysRequest,
  DescribeInternetGatewaysResult,
  DescribeRouteTablesRequest,
  DescribeRouteTablesResult,
  DescribeSubnetsRequest,
  DescribeSubnetsResult,
  DescribeVpcsRequest,
  DescribeVpcsResult,
} from "@aws-sdk/client-ec2";
import type { Ec2 } from "./context.ts";
import type { Fields } from "./filters.ts";
import { type InternetGateway, type RouteTable, type Subnet, tagList, type Vpc } from "./model.ts";
import { select } from "./select.ts";
import { describeSubnet } from "./subnets.ts";
import { kinds } from "./validate.ts";
import { describeVpc } from "./vpcs.ts";

const vpcFields: Fields<Vpc> = {
  cidr: (v) => v.cidr,
  "cidr-block-association.cidr-block": (v) => v.cidr,
  "dhcp-options-id": () => "default",
  "is-default": (v) => String(v.isDefault),
  isDefault: (v) => String(v.isDefault),

  state: () => "available",
  "vpc-id": (v) => v.vpcId,
};

export const describeVpcs =
  ({ ctx, state }: Ec2) =>
  (input: DescribeVpcsRequest): DescribeVpcsResult => {
    const from = { all: state.vpcs, ids: input.VpcIds, kind: kinds.vpc, fields: vpcFields };
    const { items, nextToken } = select(input, from);
    const Vpcs = items.map((vpc) => describeVpc(vpc, ctx.accountId));
    return { Vpcs, NextToken: nextToken };
  };

const subnetFields: Fields<Subnet> = {
  "availability-zone": (s) => s.availabilityZone,
  "cidr-block": (s) => s.cidr,
  "default-for-az": (s) => String(s.defaultForAz),
  "map-public-ip-on-launch": (s) => String(s.mapPublicIpOnLaunch),
  state: () => "available",
  "subnet-id": (s) => s.subnetId,
  "vpc-id": (s) => s.vpcId,
};

export const describeSubnets =
  (ec2: Ec2) =>
  (input: DescribeSubnetsRequest): DescribeSubnetsResult => {
    const from = { all: ec2.state.subnets, ids: input.SubnetIds, kind: kinds.subnet, fields: subnetFields };
    const { items, nextToken } = select(input, from);
    return { Subnets: items.map((subnet) => describeSubnet(ec2, subnet)), NextToken: nextToken };
  };

const routeTableFields: Fields<RouteTable> = {
  "association.main": (t) => [...t.associations.values()].map((subnet) => String(subnet === undefined)),
  "association.subnet-id": (t) => [...t.associations.values()].flatMap((subnet) => subnet ?? []),
  "route-table-id": (t) => t.routeTableId,
  "route.destination-cidr-block": (t) => t.routes.map((route) => route.destination),
  "route.gateway-id": (t) => t.routes.map((route) => route.gatewayId),
  "vpc-id": (t) => t.vpcId,
};

export const describeRouteTables =
  ({ ctx, state }: Ec2) =>
  (input: DescribeRouteTablesRequest): DescribeRouteTablesResult => {
    const from = { all: state.routeTables, ids: input.RouteTableIds, kind: kinds.routeTable, fields: routeTableFields };
    const { items, nextToken } = select(input, from);
    const RouteTables = items.map((table) => ({
      RouteTableId: table.routeTableId,
      VpcId: table.vpcId,
      OwnerId: ctx.accountId,
      Routes: table.routes.map(({ destination, gatewayId }) => ({
        DestinationCidrBlock: destination,
        GatewayId: gatewayId,
        State: "active" as const,
        Origin: gatewayId === "local" ? ("CreateRouteTable" as const) : ("CreateRoute" as const),
      })),
      Associations: Array.from(table.associations, ([id, subnetId]) => ({
        RouteTableAssociationId: id,
        RouteTableId: table.routeTableId,
        Main: subnetId === undefined,
        ...(subnetId && { SubnetId: subnetId }),
        AssociationState: { State: "associated" as const },
      })),
      PropagatingVgws: [],
      Tags: tagList(table.tags),
    }));
    return { RouteTables, NextToken: nextToken };
  };

const gatewayFields: Fields<InternetGateway> = {
  "attachment.state": (g) => g.vpcId && "available",
  "attachment.vpc-id": (g) => g.vpcId,
  "internet-gateway-id": (g) => g.internetGatewayId,
};

export const describeInternetGateways =
  ({ ctx, state }: Ec2) =>
  (input: DescribeInternetGatewaysRequest): DescribeInternetGatewaysResult => {
    const { items, nextToken } = select(input, {
      all: state.internetGateways,
      ids: input.InternetGatewayIds,
      kind: kinds.internetGateway,
      fields: gatewayFields,
    });
    const InternetGateways = items.map(({ internetGatewayId, vpcId, tags }) => ({
      InternetGatewayId: internetGatewayId,
      OwnerId: ctx.accountId,
      // EC2 calls an attached internet gateway `available`, which the attachment states of its model do not list.
      Attachments: vpcId ? [{ VpcId: vpcId, State: "available" as "attached" }] : [],
      Tags: tagList(tags),
    }));
    return { InternetGateways, NextToken: nextToken };
  };
