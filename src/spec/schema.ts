import { z } from "zod";
import {
  asn,
  emailAddress,
  hubName,
  instanceType,
  publicKey,
  refuse,
  region,
  siteName,
  wanName,
  whole,
} from "./fields.ts";
import { address, loopback, network, sshSource, vpcNetwork } from "./network-fields.ts";

export const hubsFields = {
  asn,
  loopback: loopback("Loopback that both hubs announce.", "172.16.0.1"),
  primary: hubName,
  standby: hubName,
  address: address("The Elastic IP, once it is known.", "203.0.113.10").optional(),
  instanceType: instanceType.default("t3.small"),
};

export const siteFields = {
  name: siteName,
  asn,
  loopback: loopback("Loopback that the site announces.", "172.16.1.1"),
  networks: z.array(network("A network of the site.", "192.168.10.0/24")).default([]),
  tunnel: whole(
    "a tunnel number",
    1,
    65535,
    "Pins the tunnel's number: it fixes the transit /30, the hub's port and interface.",
  ).optional(),
  publicAddress: address("The site's public IPv4 address, where it has a fixed one.", "198.51.100.1").optional(),
  publicKey: publicKey.optional(),
};

export const transitFields = {
  range: network("Range that the tunnels' /30 networks are cut from.", "10.100.0.0/16").default("10.100.0.0/16"),
  spacing: whole("a prefix length for the blocks", 8, 30, "Prefix length of the block that each tunnel gets.").default(
    24,
  ),
};

export const wireguardFields = {
  basePort: whole(
    "a UDP port",
    1,
    65535,
    "The hub's UDP port for tunnel 1; tunnel N listens on basePort + N - 1.",
  ).default(51820),
  sitePort: whole("a UDP port", 1, 65535, "UDP port of the sites.").default(51820),
  keepalive: whole("an interval in seconds", 1, 65535, "PersistentKeepalive, seconds.").default(25),
  // RFC 791 asks every host to take 576 bytes. Sites come through an internet gateway, which carries 1500, of which WireGuard takes 60
  // around IPv4: https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/network_mtu.html
  mtu: whole("a size in bytes", 576, 1440, "MTU inside the tunnels, bytes (hot-standby).").default(1420),
};

/**
 * A security group takes 60 inbound rules unless AWS has raised it, and two are WireGuard's: the sites' tunnels are one range of ports.
 * https://docs.aws.amazon.com/vpc/latest/userguide/amazon-vpc-limits.html#vpc-limits-security-groups
 */
const SSH_SOURCES_MAX = 58;

const trustedSsh = z
  .array(sshSource)
  .superRefine(({ length: found }, context) => {
    if (found > SSH_SOURCES_MAX) refuse(context, "too-many-sources", { found, max: SSH_SOURCES_MAX });
  })
  .default([]);

export const alertsFields = { email: z.array(emailAddress).default([]) };

/** The fields that stand at the top and hold no others. */
export const topFields = {
  name: wanName,
  region,
  profile: z
    .enum(["reference", "hot-standby"])
    .default("hot-standby")
    .meta({ description: "hot-standby: the standby hub is ready at once; reference: as the reference WAN behaves." }),
  overlay: network("What sites may reach through the hub.", "172.16.0.0/16").default("172.16.0.0/16"),
  trustedSsh: trustedSsh.meta({ description: "Who may log in to the hubs by SSH; nobody when it is left out." }),
  bfd: z
    .boolean()
    .default(false)
    .meta({ description: "Whether hubs and sites watch each other by BFD inside the tunnels (hot-standby)." }),
  failback: z.enum(["on-running", "when-ready", "manual"]).optional().meta({
    description: "When the address goes back to the primary hub. Default: on-running for reference, else when-ready.",
  }),
};

export const vpcFields = { cidr: vpcNetwork.default("172.31.64.0/19") };

export const alerts = z.strictObject(alertsFields);
export const transit = z.strictObject(transitFields);
export const vpc = z.strictObject(vpcFields);
export const site = z.strictObject(siteFields);

/** wan.yaml with its short forms expanded. Gives it with every default but those that depend on other values. */
export const wan = z.strictObject({
  ...topFields,
  hubs: z.strictObject(hubsFields).meta({ description: "The two hubs behind one Elastic IP." }),
  sites: z.array(site).meta({ description: "The sites, one tunnel each.", minItems: 1 }),
  transit: transit.prefault({}).meta({ description: "Addresses of the tunnels." }),
  wireguard: z.strictObject(wireguardFields).prefault({}).meta({ description: "WireGuard's ports and timers." }),
  alerts: alerts.prefault({}).meta({ description: "Who is told when an alarm rings." }),
  vpc: vpc.prefault({}).meta({ description: "The hubs' network in AWS." }),
});

export type WanInput = z.output<typeof wan>;
