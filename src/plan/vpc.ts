import { addressText, type Ipv4Network, networkOf, subnetOf, type WanSpec } from "../spec/index.ts";
import type { HubRole, SubnetPlan, WanPlan } from "./types.ts";

/** AWS keeps a subnet's first four addresses and its last: https://docs.aws.amazon.com/vpc/latest/userguide/subnet-sizing.html */
const GATEWAY_OFFSET = 1;
const HUB_OFFSET = 10;

function planSubnet(network: Ipv4Network, zone: 0 | 1): SubnetPlan {
  return { cidr: network.cidr, gateway: addressText(network.first + GATEWAY_OFFSET), zone };
}

/** One subnet per hub, each half of the VPC, in two zones. */
export function planVpc(spec: WanSpec): WanPlan["vpc"] {
  const whole = networkOf(spec.vpc.cidr);
  const half = (zone: 0 | 1): SubnetPlan => planSubnet(subnetOf(whole, whole.prefix + 1, zone), zone);
  return { cidr: whole.cidr, subnets: [half(0), half(1)] };
}

/** The address of the hub in `subnet`. */
export function hubAddressIn(subnet: SubnetPlan): string {
  return addressText(networkOf(subnet.cidr).first + HUB_OFFSET);
}

/** The primary hub's subnet is the first. */
export function subnetOfHub(vpc: WanPlan["vpc"], role: HubRole): SubnetPlan {
  return vpc.subnets[role === "primary" ? 0 : 1];
}
