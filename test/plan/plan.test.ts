import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { hashOfNetwork, hashOfTunnel, type WanPlan } from "../../src/plan/index.ts";
import { networkOf } from "../../src/spec/index.ts";
import { example, planOf, wanWith } from "./wans.ts";

describe("the reference WAN", () => {
  const plan = planOf(example("dc1"), { profile: "reference" });
  const [primary, standby] = plan.hubs;

  it("has the reference's tunnels on the hub (5.3.5)", () => {
    const shown = primary.tunnels.map((t) => [t.interface, t.listenPort, t.address, t.allowedIps.join(), t.endpoint]);
    expect(shown).toEqual([
      ["wg0", 51820, "10.100.1.1/30", "10.100.1.2/32,172.16.1.1/32", "198.51.100.1:51820"],
      ["wg1", 51821, "10.100.2.1/30", "10.100.2.2/32,172.16.2.1/32", "198.51.100.2:51820"],
      ["wg2", 51822, "10.100.3.1/30", "10.100.3.2/32,172.16.3.1/32", "198.51.100.3:51820"],
    ]);
    expect(standby.tunnels).toEqual(primary.tunnels);
  });

  it("has the reference's tunnels on the sites (5.3.5)", () => {
    const shown = plan.sites.map(({ tunnel: t }) => [
      t.interface,
      t.listenPort,
      t.address,
      t.endpointPort,
      t.keepalive,
    ]);
    expect(shown).toEqual([
      ["wg0", 51820, "10.100.1.2/30", 51820, 25],
      ["wg0", 51820, "10.100.2.2/30", 51821, 25],
      ["wg0", 51820, "10.100.3.2/30", 51822, 25],
    ]);
    for (const { tunnel } of plan.sites) expect(tunnel.allowedIps).toEqual(["10.100.0.0/16", "172.16.0.0/16"]);
  });

  it("has the reference's BGP (5.4.3)", () => {
    expect(plan.hubs.map((hub) => [hub.asn, hub.routerId, hub.loopback])).toEqual([
      [65000, "1.1.1.1", "172.16.0.1"],
      [65000, "1.1.1.1", "172.16.0.1"],
    ]);
    expect(plan.sites.map((site) => [site.asn, site.routerId, site.loopback, site.tunnel.peerAddress])).toEqual([
      [65101, "1.1.1.11", "172.16.1.1", "10.100.1.1"],
      [65102, "1.1.1.12", "172.16.2.1", "10.100.2.1"],
      [65103, "1.1.1.13", "172.16.3.1", "10.100.3.1"],
    ]);
  });

  it("has the reference's names and ports in AWS", () => {
    expect(plan.automation).toEqual({
      failback: "on-running",
      moves: { max: 6, windowMs: 600_000 },
      failoverFunction: "EIP-Failover-DC1",
      failbackFunction: "EIP-Failback-DC1",
      stopRule: "Failover-EIP-on-DC1-SP1-Instance-Stoppage",
      startRule: "Failback-EIP-on-DC1-SP1-Instance-Start",
      alarmRule: "Failover-EIP-on-DC1-SP1-Alarm",
      alarm: "DC1-SP1-StatusFailed-Alarm",
    });
    expect(plan.firewall).toEqual({
      wireguardPorts: { from: 51820, to: 51822 },
      hubPorts: undefined,
      trustedSsh: [],
    });
    expect(plan.hubs.map((hub) => hub.link)).toEqual([undefined, undefined]);
    expect(plan.hubs.map((hub) => [hub.subnet.cidr, hub.subnet.gateway, hub.privateAddress])).toEqual([
      ["172.31.64.0/20", "172.31.64.1", "172.31.64.10"],
      ["172.31.80.0/20", "172.31.80.1", "172.31.80.10"],
    ]);
  });

  it("tells the hubs apart in a hot standby, and lets an allocated address win", () => {
    const hot = planOf(example("dc1"), { profile: "hot-standby", hubAddress: "192.0.2.7" });
    expect(hot.hubs.map((hub) => hub.routerId)).toEqual(["1.1.1.1", "1.1.1.2"]);
    expect(hot.automation.failback).toBe("when-ready");
    expect([plan.hubAddress, hot.hubAddress]).toEqual(["203.0.113.10", "192.0.2.7"]);
  });
});

describe("a hot standby", () => {
  const plan = planOf(example("dc1"), { profile: "hot-standby" });

  it("links its hubs in the block that no tunnel has", () => {
    expect(plan.hubs.map((hub) => hub.link)).toEqual([
      {
        interface: "hub0",
        listenPort: 51819,
        address: "10.100.0.1/30",
        peer: "DC1-SP2",
        peerAddress: "10.100.0.2",
        peerPrivateAddress: "172.31.80.10",
      },
      {
        interface: "hub0",
        listenPort: 51819,
        address: "10.100.0.2/30",
        peer: "DC1-SP1",
        peerAddress: "10.100.0.1",
        peerPrivateAddress: "172.31.64.10",
      },
    ]);
    expect(plan.firewall.hubPorts).toEqual({ link: 51819, proof: 51818, sync: 51817, http: 51880 });
  });

  it("takes the tunnels' size and BFD from the file", () => {
    expect([plan.mtu, plan.bfd]).toEqual([1420, false]);
    const other = planOf(wanWith([""], "bfd: true\nwireguard: { mtu: 1380 }"));
    expect([other.profile, other.mtu, other.bfd]).toEqual(["hot-standby", 1380, true]);
  });

  it("has hubs that can relieve each other as long as only sites, and who may log in, differ", () => {
    const [plan, more] = [planOf(wanWith(["", ""])), planOf(wanWith(["", "", ""], "trustedSsh: [192.0.2.0/24]"))];
    expect(hashOfNetwork(more)).toBe(hashOfNetwork(plan));
    expect(more.hash).not.toBe(plan.hash);
    expect(more.hubs[0].tunnels.slice(0, 2).map(hashOfTunnel)).toEqual(plan.hubs[0].tunnels.map(hashOfTunnel));
    expectDistinct(more.hubs[0].tunnels.map(hashOfTunnel));
    expectDistinct(
      ["", "bfd: true", "wireguard: { mtu: 1380 }", "vpc: 10.0.0.0/16"].map((other) =>
        hashOfNetwork(planOf(wanWith([""], other))),
      ),
    );
  });

  it("has one hash, whatever no host is told of, and another one after any other change", () => {
    const hash = (extra: string, hubAddress?: string) => planOf(wanWith([extra], "bfd: false"), { hubAddress }).hash;
    expect(hash("tunnel: 4")).toMatch(/^[0-9a-f]{64}$/);
    expect(hash("tunnel: 4", "192.0.2.7")).toBe(hash("tunnel: 4"));
    expect(planOf(wanWith([""], "alerts: { email: ops@example.net }")).hash).toBe(planOf(wanWith([""])).hash);
    const larger = wanWith([""]).replace("hubs: {", "hubs: { instanceType: t3.large,");
    expect(planOf(larger).hubs[0].instanceType).toBe("t3.large");
    expect(planOf(larger).hash).toBe(planOf(wanWith([""])).hash);
    expectDistinct([
      hash(""),
      hash("tunnel: 4"),
      hash("networks: 10.1.1.0/24"),
      planOf(wanWith([""], "bfd: true")).hash,
    ]);
  });
});

it("the sites of examples/offices reach each other's networks", () => {
  const plan = planOf(example("offices"));
  expect(plan.sites[1]?.tunnel.allowedIps).toEqual([
    "10.100.0.0/16",
    "172.16.0.0/16",
    "192.168.10.0/24",
    "192.168.11.0/24",
    "192.168.30.0/24",
    "192.168.31.0/24",
  ]);
  expect(plan.hubs[0].tunnels[1]?.allowedIps).toEqual(["10.100.2.2/32", "172.16.2.1/32", "192.168.20.0/24"]);
});

it("a network inside the overlay is not named twice", () => {
  const plan = planOf(wanWith(["networks: 172.16.200.0/24", ""]));
  expect(plan.sites[1]?.tunnel.allowedIps).toEqual(["10.100.0.0/16", "172.16.0.0/16"]);
});

it("router IDs carry into the next octet behind tunnel 245", () => {
  const plan = planOf(wanWith(["tunnel: 245", "tunnel: 246"]));
  expect(plan.sites.map((site) => site.routerId)).toEqual(["1.1.1.255", "1.1.2.0"]);
});

/** Sites of which some pin their tunnels, each to a number of its own. */
const sites = fc
  .uniqueArray(fc.record({ tunnel: fc.integer({ min: 1, max: 255 }), pin: fc.boolean() }), {
    selector: ({ tunnel }) => tunnel,
    minLength: 1,
    maxLength: 60,
  })
  .map((list) => list.map(({ tunnel, pin }) => (pin ? `tunnel: ${tunnel}` : "")));

function expectDistinct(values: readonly unknown[]): void {
  expect(new Set(values).size).toBe(values.length);
}

function expectNoCollision(plan: WanPlan): void {
  const { tunnels } = plan.hubs[0];
  expect(tunnels).toHaveLength(plan.sites.length);
  const transits = tunnels.map((tunnel) => networkOf(tunnel.address).cidr);
  expectDistinct(transits);
  expect(plan.sites.map((site) => networkOf(site.tunnel.address).cidr).toSorted()).toEqual(transits.toSorted());
  expectDistinct(tunnels.map((tunnel) => tunnel.interface));
  expectDistinct(tunnels.map((tunnel) => tunnel.listenPort));
  expectDistinct([plan.hubs[0].routerId, ...plan.sites.map((site) => site.routerId)]);
  const links = plan.hubs.flatMap((hub) => hub.link ?? []);
  expect(links).toHaveLength(2);
  const ends = [...links, ...tunnels, ...plan.sites.map((site) => site.tunnel)].map(
    (tunnel) => tunnel.address.split("/")[0],
  );
  const loopbacks = [plan.hubs[0].loopback, ...plan.sites.map((site) => site.loopback)];
  expectDistinct([...ends, ...loopbacks, ...plan.hubs.map((hub) => hub.privateAddress)]);
  const { wireguardPorts, hubPorts } = plan.firewall;
  const { from, to } = wireguardPorts;
  expectDistinct([hubPorts?.link, hubPorts?.proof, hubPorts?.sync, ...tunnels.map((tunnel) => tunnel.listenPort)]);
  expect(tunnels.every((tunnel) => from <= tunnel.listenPort && tunnel.listenPort <= to)).toBe(true);
}

describe("any plan", () => {
  it("gives each address, port, network and interface to one owner", () => {
    fc.assert(fc.property(sites, (list) => expectNoCollision(planOf(wanWith(list)))));
  });

  it("has both ends of each tunnel agree", () => {
    fc.assert(
      fc.property(sites, (list) => {
        const plan = planOf(wanWith(list));
        const hubEnds = new Map(plan.hubs[0].tunnels.map((tunnel) => [tunnel.site, tunnel]));
        for (const { name, asn, tunnel } of plan.sites) {
          expect(hubEnds.get(name)).toMatchObject({
            number: tunnel.number,
            listenPort: tunnel.endpointPort,
            address: `${tunnel.peerAddress}/30`,
            peerAddress: tunnel.address.replace("/30", ""),
            peerAsn: asn,
          });
        }
      }),
    );
  });

  it("is the same each time, and a site added at the end changes nobody else", () => {
    fc.assert(
      fc.property(sites, (list) => {
        const before = planOf(wanWith(list));
        expect(planOf(wanWith(list))).toEqual(before);
        const after = planOf(wanWith([...list, ""]));
        expect(after.sites.slice(0, -1)).toEqual(before.sites);
        expect(after.hubs[0].tunnels).toEqual(expect.arrayContaining([...before.hubs[0].tunnels]));
      }),
    );
  });

  it("of 1,000 sites takes under a second", () => {
    const list = Array.from({ length: 1000 }, (_, i) => `networks: 10.${i >> 8}.${i & 255}.0/24`);
    const text = wanWith(list, "transit: { range: 10.240.0.0/16, spacing: 26 }\nwireguard: { basePort: 20000 }");
    planOf(wanWith([""]));
    const start = performance.now();
    const plan = planOf(text);
    expect(performance.now() - start).toBeLessThan(1000);
    expect(plan.sites).toHaveLength(1000);
  });
});
