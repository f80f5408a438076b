import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

const folder = join(import.meta.dirname, "fixtures");

/** What a real program printed: wireguard-tools 1.0, FRR 8.4.4, iproute2 6.1, iputils 20221126, traceroute 2.1, tcpdump 4.99, on the reference WAN. */
export function fixture(name: string): string {
  return readFileSync(join(folder, name), "utf8");
}

export function allFixtures(): string[] {
  return readdirSync(folder).map(fixture);
}
