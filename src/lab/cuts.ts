import type { Runner } from "../system/index.ts";
import { configure, nft } from "./configure.ts";

/** Packets that a router drops: in an nftables table of its own, so that cuts come and go without touching anything else. */
export interface Cut {
  /** The table's name. */
  name: string;
  /** Statements that match what is dropped as it arrives, before any address is rewritten. */
  arriving: readonly string[];
  /** The same as it leaves, after every address is. */
  leaving: readonly string[];
}

/** Nothing passes a cable: the host at its other end is alone. */
export function isolation(port: string): Cut {
  return { name: `isolated_${port}`, arriving: [`iifname "${port}"`], leaving: [`oifname "${port}"`] };
}

/** The VPC carries nothing between two private addresses. */
export function linkCut(one: string, other: string): Cut {
  const pair = (from: string, to: string) => `ip saddr ${from} ip daddr ${to}`;
  return { name: "hub_link", arriving: [pair(one, other), pair(other, one)], leaving: [] };
}

/** Nothing passes the internet gateway from or to a private address. */
export function wanCut(address: string, vpc: string): Cut {
  return {
    name: `wan_${address}`,
    arriving: [`ip saddr ${address} ip daddr != ${vpc}`],
    leaving: [`ip daddr ${address} ip saddr != ${vpc}`],
  };
}

function chain(name: string, hook: string, matches: readonly string[]): string[] {
  return [
    `  chain ${name} {`,
    `    type filter hook ${hook}; policy accept;`,
    ...matches.map((match) => `    ${match} drop`),
    "  }",
  ];
}

function renderCut({ name, arriving, leaving }: Cut): string {
  return [
    `table ip ${name} {`,
    ...chain("arriving", "prerouting priority -400", arriving),
    ...chain("leaving", "postrouting priority 400", leaving),
    "}",
    "",
  ].join("\n");
}

/** Makes a cut in the network namespace of process `pid`; resolves, when it is in effect, to what mends it. */
export async function cut(runner: Runner, pid: number, what: Cut): Promise<() => Promise<void>> {
  await configure(runner, pid, [nft(renderCut(what))]);
  return () => configure(runner, pid, [nft(`delete table ip ${what.name}\n`)]);
}
