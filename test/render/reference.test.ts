import { describe, expect, it } from "vitest";
import { renderHosts } from "../../src/render/index.ts";
import { planOfFile, redactedKeys } from "./wans.ts";

// Sections 5.3.5 and 5.4.3 of the reference document, typed in by hand. The document's own addresses are redacted in it: the
// endpoints are those of examples/dc1.
const HUB_ADDRESS = "203.0.113.10";
const hubTunnels = [
  ["wg0", "SITE1-LF1", "10.100.1.1/30", "51820", "10.100.1.2/32, 172.16.1.1/32", "198.51.100.1:51820"],
  ["wg1", "SITE2-LF1", "10.100.2.1/30", "51821", "10.100.2.2/32, 172.16.2.1/32", "198.51.100.2:51820"],
  ["wg2", "SITE3-LF1", "10.100.3.1/30", "51822", "10.100.3.2/32, 172.16.3.1/32", "198.51.100.3:51820"],
] as const;
const siteTunnels = [
  ["SITE1-LF1", "10.100.1.2/30", "51820"],
  ["SITE2-LF1", "10.100.2.2/30", "51821"],
  ["SITE3-LF1", "10.100.3.2/30", "51822"],
] as const;
const siteSpeakers = [
  ["SITE1-LF1", "65101", "1.1.1.11", "10.100.1.1", "172.16.1.1/32"],
  ["SITE2-LF1", "65102", "1.1.1.12", "10.100.2.1", "172.16.2.1/32"],
  ["SITE3-LF1", "65103", "1.1.1.13", "10.100.3.1", "172.16.3.1/32"],
] as const;

const plan = planOfFile("examples/dc1/wan.yaml", { profile: "reference" });
const keys = redactedKeys(plan);
const trees = renderHosts(plan, keys);

function file(host: string, path: string): string {
  const text = trees.get(host)?.get(path);
  if (text === undefined) throw new Error(`${host} has no ${path}`);
  return text;
}

/** What wg-quick reads: sections and keys in their order, no comments. */
function settings(text: string): string[] {
  return text.split("\n").filter((line) => line !== "" && !line.startsWith("#"));
}

function comments(text: string): string[] {
  return text.split("\n").filter((line) => line.startsWith("#"));
}

/** The lines from `router bgp` on, without separators. */
function bgp(text: string): string[] {
  const lines = text.split("\n").filter((line) => line !== "" && line.trim() !== "!");
  return lines.slice(lines.findIndex((line) => line.startsWith("router bgp")));
}

describe("WireGuard files of the reference document (5.3.5)", () => {
  it.each(["DC1-SP1", "DC1-SP2"].flatMap((hub) => hubTunnels.map((row) => [hub, ...row] as const)))(
    "%s %s to %s",
    (hub, name, site, address, port, allowedIps, endpoint) => {
      const text = file(hub, `etc/wireguard/${name}.conf`);
      expect(settings(text)).toEqual([
        "[Interface]",
        `Address = ${address}`,
        `ListenPort = ${port}`,
        "PrivateKey = <REDACTED>",
        "[Peer]",
        `PublicKey = ${keys.sites.get(site)?.publicKey}`,
        `AllowedIPs = ${allowedIps}`,
        `Endpoint = ${endpoint}`,
        "PersistentKeepalive = 25",
      ]);
      const [path, title, peer] = comments(text);
      expect([path, peer]).toEqual([`# /etc/wireguard/${name}.conf`, `# ${site}`]);
      for (const word of [name, `DC1-SPx to ${site}`, "underlay"]) expect(title).toContain(word);
    },
  );

  it.each(siteTunnels)("%s to the hubs", (site, address, hubPort) => {
    const text = file(site, "etc/wireguard/wg0.conf");
    expect(settings(text)).toEqual([
      "[Interface]",
      `Address = ${address}`,
      "ListenPort = 51820",
      "PrivateKey = <REDACTED>",
      "[Peer]",
      `PublicKey = ${keys.hub.publicKey}`,
      "AllowedIPs = 10.100.0.0/16, 172.16.0.0/16",
      `Endpoint = ${HUB_ADDRESS}:${hubPort}`,
      "PersistentKeepalive = 25",
    ]);
    const [path, title, peer] = comments(text);
    expect([path, peer]).toEqual(["# /etc/wireguard/wg0.conf", "# DC1-SPx"]);
    for (const word of ["wg0", `${site} to DC1-SPx`, "underlay"]) expect(title).toContain(word);
  });

  it("has three interfaces on a hub, one at a site, the same on both hubs", () => {
    const names = (host: string) => [...(trees.get(host)?.keys() ?? [])].filter((path) => path.startsWith("etc/wire"));
    expect(names("DC1-SP1")).toEqual(["wg0", "wg1", "wg2"].map((name) => `etc/wireguard/${name}.conf`));
    for (const path of names("DC1-SP1")) expect(file("DC1-SP2", path)).toBe(file("DC1-SP1", path));
    for (const [site] of siteTunnels) expect(names(site)).toEqual(["etc/wireguard/wg0.conf"]);
  });
});

describe("BGP of the reference document (5.4.3)", () => {
  it.each(["DC1-SP1", "DC1-SP2"])("%s", (hub) => {
    expect(bgp(file(hub, "etc/frr/frr.conf"))).toEqual([
      "router bgp 65000",
      " bgp router-id 1.1.1.1",
      " no bgp ebgp-requires-policy",
      " neighbor 10.100.1.2 remote-as 65101",
      " neighbor 10.100.1.2 description SITE1-LF1",
      " neighbor 10.100.2.2 remote-as 65102",
      " neighbor 10.100.2.2 description SITE2-LF1",
      " neighbor 10.100.3.2 remote-as 65103",
      " neighbor 10.100.3.2 description SITE3-LF1",
      " address-family ipv4 unicast",
      "  network 172.16.0.1/32",
      " exit-address-family",
    ]);
  });

  it.each(siteSpeakers)("%s", (site, asn, routerId, hub, network) => {
    expect(bgp(file(site, "etc/frr/frr.conf"))).toEqual([
      `router bgp ${asn}`,
      ` bgp router-id ${routerId}`,
      " no bgp ebgp-requires-policy",
      ` neighbor ${hub} remote-as 65000`,
      ` neighbor ${hub} description DC1-SPx (Hub via EIP)`,
      " address-family ipv4 unicast",
      `  network ${network}`,
      " exit-address-family",
    ]);
  });
});
