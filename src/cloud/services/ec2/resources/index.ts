import type { ResourceProvider } from "../../../core/types.ts";
import type { Ec2 } from "../context.ts";
import { elasticIp, elasticIpAssociation } from "./elastic-ip.ts";
import { instance } from "./instance.ts";
import { launchTemplate } from "./launch-template.ts";
import { gatewayAttachment, internetGateway, route, routeTable, subnetRouteTableAssociation } from "./routing.ts";
import { securityGroup, securityGroupEgress, securityGroupIngress } from "./security-group.ts";
import { subnet } from "./subnet.ts";
import { vpc } from "./vpc.ts";

const providers = [
  elasticIp,
  elasticIpAssociation,
  gatewayAttachment,
  instance,
  internetGateway,
  launchTemplate,
  route,
  routeTable,
  securityGroup,
  securityGroupEgress,
  securityGroupIngress,
  subnet,
  subnetRouteTableAssociation,
  vpc,
];

/** The CloudFormation resource types that EC2 makes. */
export const ec2Resources = (ec2: Ec2): ResourceProvider[] => providers.map((provider) => provider(ec2));
