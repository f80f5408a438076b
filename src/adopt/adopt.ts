import { hubshiftError } from "../errors/index.ts";
import type { KeyRing } from "../keys/index.ts";
import { planWan, readWan } from "../plan/index.ts";
import { renderHosts } from "../render/index.ts";
import type { Issue, WanSpec } from "../spec/index.ts";
import { type Guess, guess } from "./guess.ts";
import { parseHost } from "./host.ts";
import { findLegs, type Leg } from "./legs.ts";
import { compare, type Difference, meaningOf } from "./meaning.ts";
import { type PresharedKeys, presharedKeysOf, remarks } from "./remarks.ts";
import { findRoles, type Roles } from "./roles.ts";
import type { FileIssue, HostFacts, HostFiles } from "./types.ts";
import { type Given, renderWan } from "./yaml.ts";

export interface AdoptOptions {
  /** Name of the WAN; default: what the hubs' names have in common. */
  name?: string | undefined;
  region?: string | undefined;
}

export interface Adoption {
  ok: true;
  /** The wan.yaml. */
  text: string;
  hubs: string[];
  sites: string[];
  /** Hosts that no hub has a tunnel to. */
  leftOut: string[];
  /** Of the others. They are not taken over. */
  presharedKeys: PresharedKeys[];
  /** What the files that are rendered from the wan.yaml would change. Empty, too, while it has issues. */
  differences: Difference[];
  /** What the wan.yaml still needs. */
  issues: Issue[];
}

/** `DC1-SP1` and `DC1-SP2` are of `dc1`. */
function wanName({ names: { primary: a, standby: b = "" } }: Roles): string {
  let length = 0;
  while (length < a.length && a[length] === b[length]) length++;
  const words = a.slice(0, length).split("-");
  const whole = words.length > 1 ? words.slice(0, -1).join("-") : words[0]?.replace(/\d+$/, "");
  const name = whole?.toLowerCase() ?? "";
  return /^[a-z][a-z0-9-]{0,30}$/.test(name) ? name : "wan1";
}

/** Stands for a key that nobody's file tells. */
const UNKNOWN_KEY = `${"A".repeat(43)}=`;

/** The public keys as the files have them. Private ones are not needed to compare, and are not there. */
function ringOf({ primary, names, link }: Roles, legs: readonly Leg[]): KeyRing {
  const pair = (publicKey: string | undefined) => ({ publicKey: publicKey ?? UNKNOWN_KEY, privateKey: "(hidden)" });
  const hub = legs.map((leg) => leg.siteEnd?.peers[0]?.publicKey).find((key) => key !== undefined);
  const other = names.primary === primary.name ? names.standby : names.primary;
  // Each hub's key stands in the other's file.
  const [others, own] = (link ?? []).map((end) => end?.peers[0]?.publicKey);
  return {
    hub: pair(hub),
    links: new Map([[primary.name, pair(own)] as const, [other ?? "", pair(others)] as const]),
    sites: new Map(
      legs.map(({ name, peer, siteEnd }) => [
        name,
        siteEnd?.privateKey === "none" ? { publicKey: peer.publicKey } : pair(peer.publicKey),
      ]),
    ),
  };
}

function differencesOf(spec: WanSpec, guessed: Guess, roles: Roles, legs: readonly Leg[]): Difference[] {
  const plan = planWan(spec, { hubAddress: guessed.address ?? guessed.dialled ?? "(unknown)" });
  const rendered = renderHosts(plan, ringOf(roles, legs));
  const hosts: [string, HostFacts | undefined][] = [
    [roles.primary.name, roles.primary],
    [roles.standby?.name ?? "", roles.standby],
    ...legs.map((leg): [string, HostFacts | undefined] => [leg.name, leg.host]),
  ];
  return hosts.flatMap(([name, before]) => {
    const tree = rendered.get(name);
    if (!before || !tree) return [];
    const files = [...tree].filter(([path]) => path === "etc/frr/frr.conf" || path.startsWith("etc/wireguard/"));
    const after = parseHost({ name, files: files.map(([file, text]) => ({ file, text })) });
    return compare(name, meaningOf(before), meaningOf(after.facts));
  });
}

function adoptFacts(hosts: readonly HostFacts[], options: AdoptOptions): Adoption {
  const roles = findRoles(hosts);
  const legs = findLegs(roles).sort((a, b) => a.number - b.number);
  if (legs.length === 0) throw hubshiftError("adopt-no-tunnels", { hub: roles.primary.name });
  const guessed = guess(roles, legs);
  const given: Given = {
    name: options.name ?? wanName(roles),
    region: options.region,
    ...roles.names,
  };
  const strays = roles.sites.filter((site) => !legs.some((leg) => leg.host === site));
  const leftOut = strays.map(({ name }) => name);
  const presharedKeys = presharedKeysOf(hosts.filter((host) => !strays.includes(host)));
  const draft = readWan(renderWan(given, guessed, legs, []));
  const differences = draft.ok ? differencesOf(draft.spec, guessed, roles, legs) : [];
  const told = remarks({ complete: draft.ok, leftOut, presharedKeys, differences });
  const text = renderWan(given, guessed, legs, told);
  const read = readWan(text);
  const hubs = [given.primary, ...(given.standby === undefined ? [] : [given.standby])];
  return {
    ok: true,
    text,
    hubs,
    sites: legs.map(({ name }) => name),
    leftOut,
    presharedKeys,
    differences,
    issues: read.ok ? [] : read.issues,
  };
}

/**
 * From the files of hubs and sites to the wan.yaml that describes them, and to what rendering it would change; or to every place that
 * cannot be read. No private or preshared key gets into any of it. Throws HubshiftError `adopt-no-hub`, `adopt-many-hubs`, `adopt-no-tunnels`.
 */
export function adopt(
  hosts: readonly HostFiles[],
  options: AdoptOptions = {},
): Adoption | { ok: false; issues: FileIssue[] } {
  const parsed = hosts.map(parseHost);
  const issues = parsed.flatMap((host) => host.issues);
  if (issues.length > 0) return { ok: false, issues };
  return adoptFacts(
    parsed.map(({ facts }) => facts),
    options,
  );
}
