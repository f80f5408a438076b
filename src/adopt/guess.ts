import { bareAddress, contains, networkOf, type Profile } from "../spec/index.ts";
import type { Leg } from "./legs.ts";
import { addressOf, type Roles } from "./roles.ts";
import type { FrrFacts } from "./types.ts";
import { commonNetwork, isIpv4, numberOf, readPrefix } from "./values.ts";

/** What the configurations say of the WAN. What they do not say is undefined. */
export interface Guess {
  profile: Profile;
  asn: number | undefined;
  /** Without prefix length. */
  loopback: string | undefined;
  /** The Elastic IP: what sites dial, where that is an address. */
  address: string | undefined;
  /** The same as the sites have it: it may be a name or a placeholder. */
  dialled: string | undefined;
  overlay: string | undefined;
  transit: { range: string; spacing: number } | undefined;
  basePort: number | undefined;
  sitePort: number | undefined;
  keepalive: number | undefined;
  mtu: number | undefined;
  vpc: string | undefined;
  bfd: boolean;
}

/** What most of them have; of two that are as frequent, the first. */
function usual<T>(values: readonly (T | undefined)[]): T | undefined {
  const counts = new Map<T, number>();
  for (const value of values) if (value !== undefined) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts].sort(([, a], [, b]) => b - a)[0]?.[0];
}

/** What the sites let in from the hubs. `0.0.0.0/0` names no network of the WAN. */
const remotePrefixes = (legs: readonly Leg[]): string[] =>
  legs
    .flatMap((leg) => leg.siteEnd?.peers[0]?.allowedIps ?? [])
    .filter((prefix) => readPrefix(prefix) !== undefined && networkOf(prefix).prefix > 0);

const holding = (prefixes: readonly string[], address: string | undefined): string | undefined =>
  usual(prefixes.filter((prefix) => address !== undefined && contains(networkOf(prefix), networkOf(address))));

/** Each tunnel's number and the first address of its /30. */
function tunnelNetworks(legs: readonly Leg[]): { number: number; first: number }[] {
  return legs.flatMap(({ number, hubEnd }) => {
    const own = addressOf(hubEnd);
    return own ? [{ number, first: networkOf(`${bareAddress(own)}/30`).first }] : [];
  });
}

/** Where tunnel 0 would begin, if tunnels are as far apart as the first and the last are. */
function originOf(networks: readonly { number: number; first: number }[]): number | undefined {
  const [a, b] = [networks[0], networks.at(-1)];
  if (!a || !b || a.number === b.number) return undefined;
  const origin = a.first - (a.number * (b.first - a.first)) / (b.number - a.number);
  return Number.isInteger(origin) && origin >= 0 ? origin : undefined;
}

/** The range that the sites let in, else the smallest from tunnel 0 on that holds them all. */
function rangeOf(legs: readonly Leg[], overlay: string | undefined): string | undefined {
  const networks = tunnelNetworks(legs);
  const last = networks.reduce((highest, { first }) => Math.max(highest, first), 0);
  const given = usual(legs.map((leg) => holding(remotePrefixes([leg]), leg.address)));
  if (given && given !== overlay) return given;
  const origin = originOf(networks);
  if (origin === undefined) return undefined;
  const range = commonNetwork(origin, last);
  return networkOf(range).first === origin ? range : undefined;
}

function transitOf(legs: readonly Leg[], overlay: string | undefined): Guess["transit"] {
  const range = rangeOf(legs, overlay);
  if (range === undefined) return undefined;
  const start = networkOf(range).first;
  const bits = tunnelNetworks(legs).map(({ number, first }) => Math.log2((first - start) / number));
  const block = usual(bits.filter((bit) => Number.isInteger(bit) && bit >= 2));
  return block === undefined ? undefined : { range, spacing: 32 - block };
}

/** The hubs' private addresses are as far apart as the VPC's halves. */
function vpcOf({ link }: Roles): string | undefined {
  const [standby, primary] = link?.map((end) => end?.peers[0]?.endpoint?.host) ?? [];
  if (!standby || !primary || !isIpv4(standby) || !isIpv4(primary)) return undefined;
  const vpc = commonNetwork(numberOf(standby), numberOf(primary));
  const { prefix } = networkOf(vpc);
  return prefix >= 16 && prefix <= 27 ? vpc : undefined;
}

const hasBfd = (frr: FrrFacts | undefined): boolean =>
  frr?.statements.some(({ words }) => words[0] === "neighbor" && words[2] === "bfd") ?? false;

/** Takes together what hubs and sites say. */
export function guess(roles: Roles, legs: readonly Leg[]): Guess {
  const { bgp } = roles.primary.frr ?? {};
  const loopback = bgp?.networks.find((prefix) => prefix.endsWith("/32"));
  const peers = legs.map((leg) => leg.siteEnd?.peers[0]);
  const dialled = usual(peers.map((peer) => peer?.endpoint?.host));
  const overlay = holding(remotePrefixes(legs), loopback);
  return {
    profile: roles.link ? "hot-standby" : "reference",
    asn: bgp?.asn ?? usual(legs.flatMap((leg) => leg.host?.frr?.bgp?.neighbors.map(({ asn }) => asn) ?? [])),
    loopback: loopback && bareAddress(loopback),
    address: dialled !== undefined && isIpv4(dialled) ? dialled : undefined,
    dialled,
    overlay,
    transit: transitOf(legs, overlay),
    basePort: usual(legs.map(({ hubEnd, number }) => hubEnd.listenPort && hubEnd.listenPort - number + 1)),
    sitePort: usual(legs.map((leg) => leg.siteEnd?.listenPort ?? leg.peer.endpoint?.port)),
    keepalive: usual(legs.flatMap((leg) => [leg.siteEnd?.peers[0]?.keepalive, leg.peer.keepalive])),
    mtu: usual(legs.flatMap((leg) => [leg.siteEnd?.mtu, leg.hubEnd.mtu])),
    vpc: vpcOf(roles),
    bfd: hasBfd(roles.primary.frr),
  };
}
