import { issueIn, linesOf } from "./places.ts";
import type { BgpFacts, FileIssue, FrrFacts, NeighborFacts, Parsed, Statement } from "./types.ts";
import { isIpv4, readNetwork, readNumber } from "./values.ts";

const ASN_MAX = 4294967295;

/** Blocks that begin at the top, and blocks within those: https://docs.frrouting.org/en/stable-8.4/basic.html */
const OUTER = /^(router |bfd$|interface |vrf |route-map |key chain |line vty|segment-routing|nexthop-group )/;
const INNER: Readonly<Record<string, RegExp>> = { router: /^address-family /, bfd: /^(peer|profile) / };
const LEAVES = /^exit(-|$)/;
/** What stands at the top, wherever the line before it was. `bgp`, `neighbor` and `network` are not here: people indent as they like. */
const TOP = /^(frr|hostname|log|service|ip|ipv6|password|enable|banner|debug|access-list|username|no ip|no ipv6) ?/;

/** Whether `command` begins a block within the ones that it stands in. In a BFD peer, `profile` is a setting. */
function opensInner(command: string, [outer = "", inner = ""]: readonly string[]): boolean {
  if (inner.startsWith("peer ") && command.startsWith("profile ")) return false;
  return INNER[outer.split(" ")[0] ?? ""]?.test(command) ?? false;
}

/** Follows the blocks by their commands, since FRR gives indentation no meaning; a line without any may leave the block, though. */
function statementsOf(text: string): Statement[] {
  let within: string[] = [];
  const found: Statement[] = [];
  for (const { text: line, ...place } of linesOf(text)) {
    const words = line.split(/\s+/);
    const command = words.join(" ");
    if (/^[!#]/.test(command)) continue;
    if (command === "end") within = [];
    else if (LEAVES.test(command)) within = within.slice(0, -1);
    else {
      const opensOuter = OUTER.test(command) && (place.column === 1 || within.length === 0);
      if (opensOuter || (place.column === 1 && TOP.test(command))) within = [];
      const inner = !opensOuter && opensInner(command, within);
      if (inner) within = within.slice(0, 1);
      found.push({ within, words, ...place });
      if (opensOuter || inner) within = [...within, command];
    }
  }
  return found;
}

/** Reads what BGP's statements say. */
class BgpReader {
  private routerId: string | undefined;
  private readonly networks: string[] = [];
  private readonly neighbors = new Map<string, { asn?: number; description?: string; group?: string }>();
  readonly issues: FileIssue[] = [];

  constructor(
    private readonly file: string,
    private readonly asn: number,
  ) {}

  read(statement: Statement): void {
    const [first = "", second = "", third = ""] = statement.words;
    if (first === "bgp" && second === "router-id") {
      if (isIpv4(third)) this.routerId = third;
      else this.refuse(statement, "bgp router-id", "an address");
    } else if (first === "network") this.readNetwork(statement, second);
    else if (first === "neighbor") this.readNeighbor(statement);
  }

  private refuse(statement: Statement, command: string, wanted: string): void {
    this.issues.push(issueIn(this.file, command, statement, "frr-value", { command, wanted }));
  }

  private readNetwork(statement: Statement, text: string): void {
    const prefix = readNetwork(text);
    if (prefix) this.networks.push(prefix);
    else if (!text.includes(":")) this.refuse(statement, "network", "a prefix");
  }

  private readNeighbor(statement: Statement): void {
    const [, address, what, ...rest] = statement.words;
    if (address === undefined || what === undefined) {
      this.refuse(statement, "neighbor", "a neighbor and a setting");
      return;
    }
    const neighbor = this.neighbors.get(address) ?? {};
    this.neighbors.set(address, neighbor);
    if (what === "description") neighbor.description = rest.join(" ");
    if (what === "peer-group" && rest[0] !== undefined) neighbor.group = rest[0];
    if (what === "remote-as") {
      const asn = rest[0] === "internal" ? this.asn : readNumber(rest[0] ?? "", ASN_MAX);
      if (asn !== undefined) neighbor.asn = asn;
      else if (rest[0] !== "external") this.refuse(statement, "remote-as", "an AS number, internal or external");
    }
  }

  get facts(): BgpFacts {
    const neighbors = [...this.neighbors].map(([address, { asn, description, group }]): NeighborFacts => {
      const shared = group === undefined ? undefined : this.neighbors.get(group);
      return { address, asn: asn ?? shared?.asn, description };
    });
    return { asn: this.asn, routerId: this.routerId, networks: this.networks, neighbors };
  }
}

const DEFAULT_INSTANCE = /^router bgp (\S+)( vrf default)?$/;

/**
 * Reads a `frr.conf` of FRR 8.4 as far as BGP needs it; every other line is kept as a statement. Total: what cannot be read becomes an
 * issue, which repeats nothing of the line.
 */
export function parseFrr(file: string, text: string): Parsed<FrrFacts> {
  const statements = statementsOf(text);
  const issues: FileIssue[] = [];
  const heads = linesOf(text).filter((line) => DEFAULT_INSTANCE.test(line.text.replace(/\s+/g, " ")));
  let reader: BgpReader | undefined;
  for (const head of heads) {
    const asn = readNumber(head.text.split(/\s+/)[2] ?? "", ASN_MAX);
    if (asn !== undefined) reader ??= new BgpReader(file, asn);
    else
      issues.push(issueIn(file, "router bgp", head, "frr-value", { command: "router bgp", wanted: "one AS number" }));
  }
  for (const statement of statements) if (DEFAULT_INSTANCE.test(statement.within[0] ?? "")) reader?.read(statement);
  return { facts: { file, bgp: reader?.facts, statements }, issues: [...issues, ...(reader?.issues ?? [])] };
}
