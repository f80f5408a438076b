import { describe, expect, it } from "vitest";
import { readWan } from "../../src/plan/index.ts";
import { planOf, wanWith } from "./wans.ts";

const ROOM = "transit: { range: 10.100.0.0/16, spacing: 26 }";
const wanOf = (sites: number) =>
  wanWith(
    Array.from({ length: sites }, (_, index) => `networks: [172.16.${128 + (index >> 5)}.${(index & 31) * 8}/29]`),
    ROOM,
  );

describe("a WAN of 1,000 sites", () => {
  const plan = planOf(wanOf(1000));

  it("has a tunnel, a port and a /30 for each, and one range of ports for the security group", () => {
    const { tunnels } = plan.hubs[0];
    expect(tunnels).toHaveLength(1000);
    for (const key of ["interface", "listenPort", "address", "peerAddress"] as const)
      expect(new Set(tunnels.map((tunnel) => tunnel[key])).size).toBe(1000);
    expect(plan.firewall.wireguardPorts).toEqual({ from: 51820, to: 52819 });
  });

  it("leaves a site as it is in a WAN of ten: nothing of a site grows with the others", () => {
    expect(plan.sites.slice(0, 10)).toEqual(planOf(wanOf(10)).sites);
  });

  it("does not fit into the default transit range, and the hint says what does", () => {
    const read = readWan(wanOf(1000).replace(ROOM, ""));
    expect(read.ok ? [] : read.issues.map(({ code, hint }) => ({ code, hint }))).toEqual([
      { code: "transit-exhausted", hint: `this has room: ${ROOM}` },
    ]);
  });
});
