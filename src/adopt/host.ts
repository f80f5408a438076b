import { parseFrr } from "./frr.ts";
import type { FrrFacts, HostFacts, HostFiles, Parsed, TunnelFacts } from "./types.ts";
import { parseWgQuick } from "./wg-quick.ts";

const isFrr = (file: string): boolean => file.split("/").at(-1) === "frr.conf";

/** `wg2` before `wg10`. */
function byInterface(a: TunnelFacts, b: TunnelFacts): number {
  return a.interface.localeCompare(b.interface, "en", { numeric: true });
}

/** Reads one host's files. Total, as the parsers are. */
export function parseHost({ name, files }: HostFiles): Parsed<HostFacts> {
  const tunnels = files.filter(({ file }) => !isFrr(file)).map(({ file, text }) => parseWgQuick(file, text));
  const frr: Parsed<FrrFacts>[] = files.filter(({ file }) => isFrr(file)).map(({ file, text }) => parseFrr(file, text));
  return {
    facts: { name, tunnels: tunnels.map(({ facts }) => facts).sort(byInterface), frr: frr[0]?.facts },
    issues: [...tunnels, ...frr].flatMap(({ issues }) => issues),
  };
}
