import { afterAll, expect } from "vitest";
import type { Reading } from "../../src/observe/index.ts";
import { capture, captureNames } from "./fixtures.ts";

/** Sites' numbers: SITE1-LF1 has AS 65101, loopback 172.16.1.1 and tunnel network 10.100.1.0/30. */
export const SITES = [1, 2, 3];

/** The kinds of captures by the test that states their facts. */
const KINDS = {
  underlay: ["wg-show", "ip-addr", "ip-route", "iptables", "sysctl"],
  overlay: ["bgp-summary", "bgp-routes", "rib"],
  connectivity: ["ping", "traceroute"],
};

function kindOf(name: string): string {
  return name.split(".", 1)[0] ?? "";
}

export interface CaptureReader {
  /** The facts of a capture of which every line is understood. */
  factsOf<Facts>(name: string, parse: (text: string) => Reading<Facts>): Facts;
  /** The text of a capture that is checked by other means. */
  textOf(name: string): string;
}

/** For the captures of one test file, which fails at its end unless it read them all: `count`, lest they vanish unnoticed. */
export function captureReader(about: keyof typeof KINDS, count: number): CaptureReader {
  const seen = new Set<string>();
  const textOf = (name: string): string => {
    seen.add(name);
    return capture(name);
  };
  afterAll(() => {
    const known = Object.values(KINDS).flat();
    expect(captureNames().filter((name) => !known.includes(kindOf(name)))).toEqual([]);
    expect([...seen].sort()).toEqual(
      captureNames()
        .filter((name) => KINDS[about].includes(kindOf(name)))
        .sort(),
    );
    expect(seen.size).toBe(count);
  });
  return {
    textOf,
    factsOf(name, parse) {
      const { facts, unread } = parse(textOf(name));
      expect(unread).toEqual([]);
      return facts;
    },
  };
}
