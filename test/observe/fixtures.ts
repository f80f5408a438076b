import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

const folder = join(import.meta.dirname, "fixtures");

/** What a real program printed: wireguard-tools 1.0, FRR 8.4.4, iproute2 6.1, iputils 20221126, traceroute 2.1, tcpdump 4.99, on the reference WAN. */
export function fixture(name: string): string {
  return readFileSync(join(folder, name), "utf8");
}

/** What the programs of the reference WAN printed, by its figures; addresses of the internet are those of documentation. */
export function capture(name: string): string {
  return fixture(join("reference", `${name}.txt`));
}

export function captureNames(): string[] {
  return readdirSync(join(folder, "reference")).map((name) => name.replace(/\.txt$/, ""));
}

export function allFixtures(): string[] {
  const names = readdirSync(folder, { withFileTypes: true }).flatMap((entry) => (entry.isFile() ? [entry.name] : []));
  return [...names.map(fixture), ...captureNames().map(capture)];
}
