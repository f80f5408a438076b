import type { Difference } from "./meaning.ts";
import type { HostFacts } from "./types.ts";

/** A host whose files have PresharedKeys, and its tunnels that do: a wan.yaml has no place for such keys. */
export interface PresharedKeys {
  host: string;
  interfaces: string[];
}

/** The hosts that have some. */
export function presharedKeysOf(hosts: readonly HostFacts[]): PresharedKeys[] {
  const found = hosts.map(({ name, tunnels }) => ({
    host: name,
    interfaces: tunnels
      .filter(({ peers }) => peers.some(({ presharedKey }) => presharedKey !== "none"))
      .map((tunnel) => tunnel.interface),
  }));
  return found.filter(({ interfaces }) => interfaces.length > 0);
}

/** What a person has to know of an adoption. */
export interface Remarkable {
  /** Whether the wan.yaml can be rendered: of one that is not complete nothing could be compared. */
  complete: boolean;
  leftOut: readonly string[];
  presharedKeys: readonly PresharedKeys[];
  differences: readonly Difference[];
}

/** How many lines of a kind the wan.yaml itself tells. */
const TOLD = 20;

const PRESHARED = [
  "PresharedKeys are not taken over, and rendered files have none. A tunnel that has one is down from when its first end gets its",
  "rendered file until the other end has its own:",
];

const UNCOMPARED = [
  "What rendering this file changes is not known before it is complete: compare the result with those configurations",
  "(`hubshift render --redacted`) before you install it.",
];

function tell({ host, fact, before = "(none)", after = "(none)" }: Difference): string {
  if (before === "set") return `${host}: ${fact}: no more`;
  return after === "set" ? `${host}: ${fact}: new` : `${host}: ${fact}: ${before}, then ${after}`;
}

/** The lines below their heading; nothing where there are none. */
function listed(heading: readonly string[], lines: readonly string[]): string[] {
  if (lines.length === 0) return [];
  const more = lines.length > TOLD ? [`and ${lines.length - TOLD} more`] : [];
  return [...heading, ...[...lines.slice(0, TOLD), ...more].map((line) => `  ${line}`)];
}

/** What stands at the top of the wan.yaml, line by line. */
export function remarks({ complete, leftOut, presharedKeys, differences }: Remarkable): string[] {
  return [
    ...leftOut.map((name) => `${name} is left out: no hub has a tunnel to it.`),
    ...listed(
      PRESHARED,
      presharedKeys.map(({ host, interfaces }) => `${host}: ${interfaces.join(", ")}`),
    ),
    ...(complete ? [] : UNCOMPARED),
    ...listed(["What is rendered from this file differs from those configurations:"], differences.map(tell)),
  ];
}
