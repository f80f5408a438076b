import { Fn, Tags } from "aws-cdk-lib";
import {
  CfnInternetGateway,
  CfnRoute,
  CfnRouteTable,
  CfnSecurityGroup,
  CfnSubnet,
  CfnSubnetRouteTableAssociation,
  CfnVPC,
  CfnVPCGatewayAttachment,
} from "aws-cdk-lib/aws-ec2";
import { Construct } from "constructs";
import type { SubnetPlan, WanPlan } from "../plan/index.ts";

const ANYWHERE = "0.0.0.0/0";

/**
 * The VPC with one public subnet per hub, each in a zone of its own, and the hubs' security group. Low-level constructs, because the
 * plan has decided every CIDR already: the high-level VPC would calculate its own.
 */
export class Network extends Construct {
  readonly vpc: CfnVPC;
  readonly subnets: readonly [CfnSubnet, CfnSubnet];
  readonly securityGroup: CfnSecurityGroup;
  /** What must exist before an instance or an address can reach the internet. */
  readonly egress: CfnRoute;

  constructor(scope: Construct, id: string, plan: WanPlan) {
    super(scope, id);
    this.vpc = new CfnVPC(this, "Vpc", {
      cidrBlock: plan.vpc.cidr,
      enableDnsSupport: true,
      enableDnsHostnames: true,
    });
    Tags.of(this.vpc).add("Name", plan.name);

    const gateway = new CfnInternetGateway(this, "Gateway");
    Tags.of(gateway).add("Name", plan.name);
    const attachment = new CfnVPCGatewayAttachment(this, "GatewayAttachment", {
      vpcId: this.vpc.ref,
      internetGatewayId: gateway.ref,
    });
    const routes = new CfnRouteTable(this, "Routes", { vpcId: this.vpc.ref });
    Tags.of(routes).add("Name", plan.name);
    this.egress = new CfnRoute(this, "DefaultRoute", {
      routeTableId: routes.ref,
      destinationCidrBlock: ANYWHERE,
      gatewayId: gateway.ref,
    });
    this.egress.addResourceDependency(attachment);

    const [first, second] = plan.vpc.subnets;
    this.subnets = [
      this.subnet("Subnet1", plan.name, first, routes),
      this.subnet("Subnet2", plan.name, second, routes),
    ];
    this.securityGroup = this.hubFirewall(plan);
  }

  private subnet(id: string, wan: string, { cidr, zone }: SubnetPlan, routes: CfnRouteTable): CfnSubnet {
    const subnet = new CfnSubnet(this, id, {
      vpcId: this.vpc.ref,
      cidrBlock: cidr,
      availabilityZone: Fn.select(zone, Fn.getAzs()),
      // Only one hub holds the Elastic IP; the other one still has to reach package mirrors, time servers and Systems Manager.
      mapPublicIpOnLaunch: true,
    });
    Tags.of(subnet).add("Name", `${wan}-${zone + 1}`);
    new CfnSubnetRouteTableAssociation(this, `${id}Routes`, { subnetId: subnet.ref, routeTableId: routes.ref });
    return subnet;
  }

  private hubFirewall({ name, firewall }: WanPlan): CfnSecurityGroup {
    const { wireguardPorts, hubPorts } = firewall;
    const { from, to } = wireguardPorts;
    const group = new CfnSecurityGroup(this, "HubFirewall", {
      groupDescription: `Hubs of WAN ${name}: WireGuard from the sites, SSH from trusted sources`,
      vpcId: this.vpc.ref,
      securityGroupIngress: [
        // From anywhere: sites sit behind NAT, and WireGuard answers nobody whose key it does not know.
        { description: "WireGuard", ipProtocol: "udp", fromPort: from, toPort: to, cidrIp: ANYWHERE },
        ...(hubPorts ? [hubLinkRule(hubPorts.link)] : []),
        ...firewall.trustedSsh.map((cidrIp) => ({
          description: "SSH from a trusted source",
          ipProtocol: "tcp",
          fromPort: 22,
          toPort: 22,
          cidrIp,
        })),
      ],
      securityGroupEgress: [{ description: "Everything", ipProtocol: "-1", cidrIp: ANYWHERE }],
    });
    Tags.of(group).add("Name", `${name}-hubs`);
    return group;
  }
}

/**
 * A standby that no longer hears its peer asks it once more through the Elastic IP, before it takes the address. Such a packet comes
 * from the sender's public address, which EC2 lends anew at each start, and a rule that names the group matches private addresses only:
 * https://docs.aws.amazon.com/vpc/latest/userguide/security-group-rules.html. WireGuard is silent to whom it does not know.
 */
function hubLinkRule(port: number) {
  const description = "Hub link, also round by the Elastic IP";
  return { description, ipProtocol: "udp", fromPort: port, toPort: port, cidrIp: ANYWHERE };
}
