import { readdirSync, readFileSync, readlinkSync } from "node:fs";
import { resolve } from "node:path";
import { EC2Client } from "@aws-sdk/client-ec2";
import { expect } from "vitest";
import type { Lab } from "../../src/lab/index.ts";
import { readWan, type WanPlan } from "../../src/plan/index.ts";
import type { RunResult } from "../../src/system/index.ts";

/** The reference WAN, as `hubshift` reads it. */
export const referencePlan = (): WanPlan => planOf("dc1");

/** The WAN of an example, with its own profile or another. */
export function planOf(example: string, profile?: WanPlan["profile"]): WanPlan {
  const file = resolve(import.meta.dirname, `../../examples/${example}/wan.yaml`);
  const read = readWan(readFileSync(file, "utf8"), { profile });
  if (!read.ok) throw new Error(`${file} has issues: ${JSON.stringify(read.issues)}`);
  return read.plan;
}

/** EC2 as anybody reaches it: AWS's own client at the laboratory's endpoint. */
export function ec2Of(lab: Pick<Lab, "cloudUrl" | "credentials" | "plan">): EC2Client {
  const { cloudUrl: endpoint, credentials, plan } = lab;
  return new EC2Client({ endpoint, region: plan.region, credentials });
}

/** A command must have succeeded; if not, the failure shows the end of what it said. */
export function expectSuccess(what: string, { code, stdout, stderr }: Pick<RunResult, "code" | "stdout" | "stderr">) {
  const said = [stdout, stderr].map((text) => text.slice(-4_000)).join("\n");
  expect(code, `${what}\n${said}`).toBe(0);
}

/** The hubs that are ready, as `status --json` tells. */
export function readyHubs(status: string): string[] {
  const { checks }: { checks: { section: string; name: string; text: string }[] } = JSON.parse(status);
  return checks
    .filter(({ section, text }) => section === "hub" && text.includes(" ready since "))
    .map(({ name }) => name);
}

/** What a command in a host prints; it must succeed. */
export async function printed(lab: Lab, host: string, ...argv: string[]): Promise<string> {
  const result = await lab.run(host, argv);
  expectSuccess(argv.join(" "), result);
  return result.stdout;
}

/** Looks at something until it is as it should be; fails with what it saw last. Returns how long that took, ms. */
export async function eventually<T>(
  what: string,
  look: () => Promise<T> | T,
  good: (seen: T) => boolean,
  limitMs: number,
): Promise<number> {
  const begin = performance.now();
  for (;;) {
    const seen = await look();
    const took = performance.now() - begin;
    if (good(seen)) return took;
    if (took > limitMs) throw new Error(`${what}: not within ${limitMs} ms; last seen: ${JSON.stringify(seen)}`);
    await new Promise((done) => setTimeout(done, 50));
  }
}

/** Process numbers on this machine. */
function processes(): number[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map(Number);
}

function parentOf(pid: number): number | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    return Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[1]);
  } catch {
    return undefined;
  }
}

function networkOf(pid: number): string | undefined {
  try {
    return readlinkSync(`/proc/${pid}/ns/net`);
  } catch {
    return undefined;
  }
}

/** The network namespaces of what `supervisor` has started, its own left out. */
export function namespacesBelow(supervisor: number): Set<string> {
  const own = networkOf(supervisor);
  const family = new Set([supervisor]);
  const all = processes();
  for (let size = 0; size < family.size; ) {
    size = family.size;
    for (const pid of all) if (family.has(parentOf(pid) ?? -1)) family.add(pid);
  }
  const networks = [...family].flatMap((pid) => networkOf(pid) ?? []);
  return new Set(networks.filter((network) => network !== own));
}

/** The processes that live in one of `networks`. */
export function processesIn(networks: ReadonlySet<string>): number[] {
  return processes().filter((pid) => networks.has(networkOf(pid) ?? ""));
}

/** Packets that have come into a host by eth0. */
export async function packetsInto(lab: Lab, host: string): Promise<number> {
  const shown = await lab.run(host, ["ip", "-json", "-stats", "link", "show", "dev", "eth0"]);
  return JSON.parse(shown.stdout)[0].stats64.rx.packets;
}
