import type { Guess } from "./guess.ts";
import type { Leg } from "./legs.ts";

/** What goes into the file besides what was read. */
export interface Given {
  name: string;
  /** Undefined: nobody said it. */
  region: string | undefined;
  primary: string;
  standby: string | undefined;
}

const PLAIN = /^[A-Za-z][A-Za-z0-9-]*$/;
const YAML_WORDS = /^(y|n|yes|no|on|off|true|false|null)$/i;

/** Text as YAML takes it for text. */
function scalar(text: string): string {
  return PLAIN.test(text) && !YAML_WORDS.test(text) ? text : JSON.stringify(text);
}

/** `key: value`, or a comment in its place that says what is missing. */
function field(key: string, value: string | number | undefined, missing: string): string {
  return value === undefined ? `# ${key}: ... # ${missing}` : `${key}: ${value}`;
}

const indented = (lines: readonly string[], by: string): string[] => lines.map((line) => `${by}${line}`);

function hubLines(guess: Guess, { primary, standby }: Given): string[] {
  const dialled =
    guess.dialled === undefined ? "no site's file tells" : "the sites' files do not have it as an address";
  return [
    field("asn", guess.asn, "the hub's frr.conf does not tell"),
    field("loopback", guess.loopback, "the hub's frr.conf announces no /32"),
    `primary: ${scalar(primary)}`,
    field("standby", standby && scalar(standby), "only one hub was found: name the one to add"),
    field("address", guess.address, `the Elastic IP: ${dialled}`),
  ];
}

/** A site whose private key is not in its files keeps it to itself. */
function keyLine({ siteEnd, peer }: Leg): string {
  if (siteEnd === undefined || siteEnd.privateKey === "none") return `publicKey: ${peer.publicKey}`;
  return `# publicKey: ${peer.publicKey}`;
}

function siteLines(leg: Leg, pinned: boolean): string[] {
  const { networks } = leg;
  const [first = "", ...rest] = [
    `name: ${scalar(leg.name)}`,
    field("asn", leg.asn, "no frr.conf tells"),
    field("loopback", leg.loopback?.replace("/32", ""), "it announces no /32"),
    ...(networks.length > 0 ? [`networks: [${networks.join(", ")}]`] : []),
    ...(pinned ? [`tunnel: ${leg.number}`] : []),
    ...publicAddress(leg),
    keyLine(leg),
  ];
  return [`- ${first}`, ...indented(rest, "  ")];
}

function publicAddress({ peer }: Leg): string[] {
  const host = peer.endpoint?.host;
  if (host === undefined) return [];
  const isAddress = /^[\d.]+$/.test(host);
  return [field("publicAddress", isAddress ? host : undefined, "the hub's Endpoint is no address")];
}

function wireguardLines({ basePort, sitePort, keepalive, mtu }: Guess): string[] {
  const fields = Object.entries({ basePort, sitePort, keepalive, mtu }).filter(([, value]) => value !== undefined);
  return fields.length > 0 ? ["", "wireguard:", ...fields.map(([key, value]) => `  ${key}: ${value}`)] : [];
}

function networkLines({ overlay, transit, vpc, bfd }: Guess): string[] {
  const lines = [
    ...(overlay ? [`overlay: ${overlay}`] : []),
    ...(transit ? [`transit: { range: ${transit.range}, spacing: ${transit.spacing} }`] : []),
    ...(vpc ? [`vpc: ${vpc}`] : []),
    ...(bfd ? ["bfd: true"] : []),
  ];
  return lines.length > 0 ? ["", ...lines] : [];
}

function keyComments({ name }: Given, guess: Guess): string[] {
  const link = guess.profile === "hot-standby" ? ` and ${name}-HUB-link.key for each hub` : "";
  return [
    "# Private keys are not taken over. Before you render, put yours into keys/ beside this file (mode 600, folder 700):",
    `# ${name}-hub.key${link}, and SITE.key for each site whose publicKey is a comment here.`,
    "# What is missing there is made anew, and a new key ends a tunnel until both of its ends have it.",
  ];
}

/** What WireGuard's and FRR's files do not know, so that the defaults hold. */
function unknowns({ vpc, profile, mtu }: Guess): string {
  const always = ["hubs.instanceType", "trustedSsh", "failback"];
  const reference = profile === "reference" ? ["bfd"] : [];
  return [...always, ...reference, ...(vpc ? [] : ["vpc"]), ...(mtu === undefined ? ["wireguard.mtu"] : [])].join(", ");
}

/** The text of a wan.yaml. What could not be found stands there as a comment; `remarks` stand at the top. */
export function renderWan(given: Given, guess: Guess, legs: readonly Leg[], remarks: readonly string[]): string {
  const pinned = legs.some((leg, index) => leg.number !== index + 1);
  const region = given.region === undefined ? "us-east-1 # not in these files: say where the hubs run" : given.region;
  return [
    "# Taken over from existing WireGuard and FRR configurations.",
    ...remarks.map((remark) => `# ${remark}`),
    ...keyComments(given, guess),
    `name: ${scalar(given.name)}`,
    `region: ${region}`,
    `profile: ${guess.profile}`,
    "",
    "hubs:",
    ...indented(hubLines(guess, given), "  "),
    "",
    "sites:",
    ...indented(
      legs.flatMap((leg) => siteLines(leg, pinned)),
      "  ",
    ),
    ...networkLines(guess),
    ...wireguardLines(guess),
    "",
    `# Not in these files, so their defaults hold: ${unknowns(guess)}.`,
    "",
  ].join("\n");
}
