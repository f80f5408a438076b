import {
  bareAddress,
  contains,
  type Ipv4Network,
  type Issue,
  issueAt,
  type Locate,
  networkOf,
  type Path,
  type WanDraft,
} from "../../spec/index.ts";
import { siteLabel } from "./duplicates.ts";

type Kind = "overlay" | "transit" | "vpc" | "loopback" | "public" | "network";

/** A range of addresses that something in the WAN uses. */
interface Use {
  kind: Kind;
  label: string;
  network: Ipv4Network;
  path: Path;
  /** Rank in the document. */
  order: number;
}

function fixedUses(draft: WanDraft): Omit<Use, "order">[] {
  const uses: [Kind, string, string | undefined, Path][] = [
    ["overlay", "the overlay", draft.overlay, ["overlay"]],
    ["transit", "the transit range", draft.transit.range, ["transit", "range"]],
    ["vpc", "the VPC", draft.vpc.cidr, ["vpc", "cidr"]],
    ["loopback", "the hubs' loopback", draft.hubs.loopback, ["hubs", "loopback"]],
    ["public", "the hubs' address", draft.hubs.address, ["hubs", "address"]],
  ];
  return uses.flatMap(([kind, label, text, path]) => (text ? [{ kind, label, network: networkOf(text), path }] : []));
}

function siteUses(draft: WanDraft): Omit<Use, "order">[] {
  return draft.sites.flatMap((site, index) => {
    const name = siteLabel(draft, index);
    const path = ["sites", index];
    const uses: [Kind, string, string | undefined, Path][] = [
      ["loopback", `${name}'s loopback`, site.loopback, [...path, "loopback"]],
      ["public", `${name}'s public address`, site.publicAddress, [...path, "publicAddress"]],
      ...(site.networks ?? []).map((network, n): [Kind, string, string | undefined, Path] => [
        "network",
        `${name}'s network`,
        network,
        [...path, "networks", n],
      ]),
    ];
    return uses.flatMap(([kind, label, text, at]) =>
      text ? [{ kind, label, network: networkOf(text), path: at }] : [],
    );
  });
}

/** Loopbacks and sites' networks belong to the overlay; equal loopbacks and equal public addresses are reported as duplicates. */
function mayOverlap(a: Use, b: Use): boolean {
  const kinds = new Set([a.kind, b.kind]);
  if (kinds.size === 1) return a.kind === "loopback" || a.kind === "public";
  return kinds.has("overlay") && (kinds.has("loopback") || kinds.has("network"));
}

/** Each use that lies in another's range, beside the nearest such range. CIDR ranges never overlap in part: one holds the other. */
function conflicts(uses: readonly Use[]): [Use, Use][] {
  const sorted = [...uses].sort(
    (a, b) => a.network.first - b.network.first || b.network.last - a.network.last || a.order - b.order,
  );
  const found: [Use, Use][] = [];
  const enclosing: Use[] = [];
  for (const use of sorted) {
    for (let last = enclosing.at(-1); last && !contains(last.network, use.network); last = enclosing.at(-1))
      enclosing.pop();
    const outer = enclosing.findLast((other) => !mayOverlap(other, use));
    if (outer) found.push([use, outer]);
    enclosing.push(use);
  }
  return found;
}

const describeUse = ({ label, network }: Use): string => `${label} ${network.cidr.replace(/\/32$/, "")}`;

/** The issue stands where the later of the two is written. */
function overlapIssue([inner, outer]: [Use, Use], locate: Locate): Issue {
  const written = (use: Use): number => (locate(use.path).written ? use.order : -1);
  const [at, other] = written(inner) > written(outer) ? [inner, outer] : [outer, inner];
  const how = at === inner ? "lies inside" : "encloses";
  const place = locate(other.path);
  return issueAt(locate, at.path, "ranges-overlap", {
    range: describeUse(at),
    how: at.network.cidr === other.network.cidr ? "is also" : how,
    other: describeUse(other),
    line: place.written ? place.line : undefined,
  });
}

function loopbackIssues(draft: WanDraft, uses: readonly Use[], locate: Locate): Issue[] {
  const { overlay } = draft;
  if (!overlay) return [];
  const range = networkOf(overlay);
  return uses
    .filter((use) => use.kind === "loopback" && !contains(range, use.network))
    .map((use) =>
      issueAt(locate, use.path, "loopback-outside-overlay", { address: bareAddress(use.network.cidr), overlay }),
    );
}

/** Whether every range of addresses has one use, and every loopback lies where the tunnels carry it. */
export function checkRanges(draft: WanDraft, locate: Locate): Issue[] {
  const uses = [...fixedUses(draft), ...siteUses(draft)].map((use, order) => ({ ...use, order }));
  return [...loopbackIssues(draft, uses, locate), ...conflicts(uses).map((pair) => overlapIssue(pair, locate))];
}
