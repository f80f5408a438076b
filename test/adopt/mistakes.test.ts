import { createHash } from "node:crypto";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { adopt, checkHosts, type HostFiles, meaningOf, parseHost } from "../../src/adopt/index.ts";
import { configurationErrors } from "../../src/errors/configuration.ts";
import { ephemeralKeyRing } from "../../src/keys/index.ts";
import { planWan, readWan } from "../../src/plan/index.ts";
import { formatIssue } from "../../src/spec/index.ts";
import { corrected, hostsOf, MISTAKES, presharedKey } from "./mistakes.ts";
import { HUB_KEY, referenceHosts, SITE_KEYS } from "./reference.ts";
import { hostFilesOf, wanTexts } from "./wans.ts";

const mistakes = readdirSync(MISTAKES);
const texts = (hosts: readonly HostFiles[]) =>
  checkHosts(hosts).issues.map((issue) => `${formatIssue(issue.file, issue)}\n`);
const codes = (hosts: readonly HostFiles[]) => checkHosts(hosts).issues.map(({ code }) => code);

describe("mistakes in files that load", () => {
  it.each(mistakes)("%s: file, line, column, reason and hint", (mistake) => {
    const text = texts(hostsOf(mistake)).join("");
    const expected = join(MISTAKES, mistake, "expected.txt");
    if (process.env.UPDATE_GOLDEN) writeFileSync(expected, text);
    expect(text).toBe(readFileSync(expected, "utf8"));
    expect(new Set(codes(hostsOf(mistake)))).toEqual(new Set([mistake]));
  });

  it("are all in the catalogue, and all of the catalogue's are shown", () => {
    const known = Object.keys(configurationErrors).filter((code) => code !== "configurations-wrong");
    expect(mistakes).toEqual(known.sort());
    expect(mistakes.length).toBeGreaterThanOrEqual(8);
  });
});

describe("check, of hosts that hubshift configured", () => {
  const specOf = (text: string) => {
    const read = readWan(text);
    if (!read.ok) throw new Error(JSON.stringify(read.issues));
    return read.spec;
  };

  it("finds nothing in a hot standby's, whatever the WAN, and in a reference's what the reference did", () => {
    const profiles = { "hot-standby": 0, reference: 0 };
    fc.assert(
      fc.property(wanTexts, (text) => {
        const plan = planWan(specOf(text));
        const { seen, issues } = checkHosts(hostFilesOf(plan, ephemeralKeyRing(plan)));
        profiles[plan.profile] += 1;
        expect([seen.hosts, seen.links]).toEqual([2 + plan.sites.length, expect.any(Number)]);
        expect(seen.links).toBeGreaterThanOrEqual(2 * plan.sites.length);
        const found = new Set(issues.map(({ code }) => code));
        expect(found).toEqual(new Set(plan.profile === "reference" ? ["mtu-unset", "standby-not-silent"] : []));
      }),
      { numRuns: 60 },
    );
    expect(Math.min(...Object.values(profiles))).toBeGreaterThan(5);
  });
});

describe("check, of the reference WAN's files", () => {
  const reference = referenceHosts({ hubs: "203.0.113.10", site: (n) => `198.51.100.${n}` });

  it("says what the document overlooks: a standby that calls, and an MTU for each end", () => {
    const { seen, issues } = checkHosts(reference);
    expect(seen).toEqual({ hosts: 5, tunnels: 9, links: 12, neighbors: 9 });
    expect(issues.filter(({ code }) => code === "standby-not-silent")).toHaveLength(6);
    expect(issues.filter(({ code }) => code === "mtu-unset")).toHaveLength(9);
    expect(issues).toHaveLength(15);
  });

  it("knows a prefix that no AllowedIPs hold, by whatever way it is routed", () => {
    const narrow = corrected(reference, [["SITE2-LF1/wg0.conf", "172.16.0.0/16", "172.16.0.1/32"]]);
    const missed = (hosts: readonly HostFiles[]) =>
      checkHosts(hosts).issues.filter(({ code }) => code === "allowed-ips-miss");
    expect(missed(reference)).toEqual([]);
    expect(missed(narrow).map(({ message }) => message)).toEqual([
      "SITE1-LF1 announces 172.16.1.1/32 by way of wg0, whose AllowedIPs do not hold it",
      "SITE3-LF1 announces 172.16.3.1/32 by way of wg0, whose AllowedIPs do not hold it",
    ]);
    for (const route of ["ip route 10.9.0.0/16 wg1", "ip route 10.9.0.0/16 10.100.2.2"]) {
      const routed = corrected(reference, [["DC1-SP1/frr.conf", "router bgp", `${route}\nrouter bgp`]]);
      expect(missed(routed).map(({ file, message }) => [file, message])).toEqual([
        [
          "DC1-SP1/wg1.conf",
          "line 1 of DC1-SP1/frr.conf routes 10.9.0.0/16 by way of wg1, whose AllowedIPs do not hold it",
        ],
      ]);
    }
  });

  it("says nothing of what a policy decides", () => {
    const filtered = corrected(reference, [
      ["SITE2-LF1/wg0.conf", "172.16.0.0/16", "172.16.0.1/32"],
      ["SITE2-LF1/frr.conf", " address-family", " neighbor 10.100.2.1 prefix-list HUB in\n address-family"],
    ]);
    expect(codes(filtered)).not.toContain("allowed-ips-miss");
  });
});

describe("PresharedKeys", () => {
  const KEYS = [1, 2].map(presharedKey);
  const NO_KEY = presharedKey(0);
  const interfaceOf = (address: string) =>
    `[Interface]\nPrivateKey = (hidden)\nAddress = ${address}\nListenPort = 51820\nMTU = 1420\n`;
  const CALLS = "Endpoint = 203.0.113.1:51820\nPersistentKeepalive = 25\n";
  const peerOf = (publicKey: string | undefined, allowed: string, preshared: string | undefined, calls = "") =>
    `[Peer]\nPublicKey = ${publicKey}\nAllowedIPs = ${allowed}\n${calls}${preshared ? `PresharedKey = ${preshared}\n` : ""}`;
  const host = (name: string, ...text: string[]): HostFiles => ({
    name,
    files: [{ file: `${name}/wg0.conf`, text: text.join("") }],
  });
  const site = (preshared: string | undefined) =>
    host("SITE", interfaceOf("10.0.0.2/30"), peerOf(HUB_KEY, "10.0.0.1/32", preshared, CALLS));
  const hub = (name: string, preshared: string | undefined) =>
    host(name, interfaceOf("10.0.0.1/30"), peerOf(SITE_KEYS.get("SITE1-LF1"), "10.0.0.2/32", preshared));
  const found = (hosts: readonly HostFiles[]) =>
    checkHosts(hosts).issues.map(({ file, line, column, code }) => `${file}:${line}:${column} ${code}`);

  it.each([
    ["the same", KEYS[0], KEYS[0], []],
    ["none, and a key of zeros, which is none", undefined, NO_KEY, []],
    ["a key, and a hidden one", KEYS[0], "(hidden)", []],
    ["two hidden ones", "<REDACTED>", "(hidden)", []],
    ["two keys", KEYS[0], KEYS[1], ["SITE/wg0.conf:11:16 preshared-key-differs"]],
    ["a key, and none", KEYS[0], undefined, ["SITE/wg0.conf:6:1 preshared-key-missing"]],
    ["none, and a key", undefined, KEYS[0], ["HUB/wg0.conf:6:1 preshared-key-missing"]],
    ["a key of zeros, and a hidden one", NO_KEY, "(hidden)", ["HUB/wg0.conf:9:16 preshared-key-missing"]],
  ])("of hub and site: %s", (_, hubs, sites, expected) => {
    expect(found([hub("HUB", hubs), site(sites)])).toEqual(expected);
  });

  it("of two hubs: whichever is wrong, each end is named once", () => {
    const [one, other] = KEYS;
    expect(found([hub("A", one), hub("B", one), site(other)])).toEqual(["SITE/wg0.conf:11:16 preshared-key-differs"]);
    expect(found([hub("A", one), hub("B", one), site(undefined)])).toEqual(["SITE/wg0.conf:6:1 preshared-key-missing"]);
    expect(found([site(one), hub("A", one), hub("B", other)])).toEqual(["B/wg0.conf:9:16 preshared-key-differs"]);
    expect(found([site(one), hub("A", one), hub("B", undefined)])).toEqual(["B/wg0.conf:6:1 preshared-key-missing"]);
  });

  it("of sites in one network, each with its own, although their private keys are hidden", () => {
    const names = [...SITE_KEYS.keys()];
    const wide = "10.0.0.0/24";
    const sites = names.map((name, i) =>
      host(name, interfaceOf(`10.0.0.${i + 2}/24`), peerOf(HUB_KEY, wide, presharedKey(i + 1), CALLS)),
    );
    const peers = (keys: readonly number[]) =>
      names.map((name, i) => peerOf(SITE_KEYS.get(name), `10.0.0.${i + 2}/32`, presharedKey(keys[i] ?? 0)));
    const wan = (keys: readonly number[]) => [...sites, host("ZHUB", interfaceOf("10.0.0.1/24"), ...peers(keys))];
    expect(checkHosts(wan([1, 2, 3])).seen.links).toBe(2 * names.length);
    expect(found(wan([1, 2, 3]))).toEqual([]);
    expect(found(wan([1, 3, 3]))).toEqual(["ZHUB/wg0.conf:13:16 preshared-key-differs"]);
  });

  it("of a peer with a default route and one inside it: the address belongs to the longer prefix", () => {
    const others = peerOf(SITE_KEYS.get("SITE2-LF1"), "0.0.0.0/0", KEYS[1], CALLS);
    const own = peerOf(SITE_KEYS.get("SITE1-LF1"), "10.0.0.2/32", KEYS[0]);
    expect(found([host("HUB", interfaceOf("10.0.0.1/30"), others, own), site(KEYS[0])])).toEqual([]);
  });

  it("are in nothing that comes out, and neither are their digests", () => {
    const bytes = fc
      .uint8Array({ minLength: 32, maxLength: 32 })
      .filter((all) => all.slice(0, 9).some((byte) => byte > 0));
    const secrets = fc.record({ key: bytes, same: fc.boolean(), line: fc.constantFrom("=", ":", "k =", "= x") });
    const counted = { issues: 0, mistakes: 0, adopted: 0 };
    fc.assert(
      fc.property(secrets, secrets, (ours, theirs) => {
        const [own, other] = [ours, ours.same ? ours : theirs].map(({ key }) => Buffer.from(key).toString("base64"));
        const written = (line: string, key = "") => `PresharedKey ${line} ${key}\n`;
        const hosts = [
          hub("HUB", own),
          site(other),
          ...(theirs.same ? [host("ODD", interfaceOf("10.7.0.1/30"), `[Peer]\n${written(theirs.line, own)}`)] : []),
        ];
        const [checked, adoption] = [checkHosts(hosts), adopt(hosts)];
        const out = JSON.stringify([
          checked,
          adoption,
          texts(hosts),
          hosts.map((one) => [...meaningOf(parseHost(one).facts)]),
        ]);
        for (const key of [own, other].map(String)) {
          const digests = [key, Buffer.from(key, "base64")].map((of) => createHash("sha256").update(of).digest());
          const shown = digests.flatMap((digest) =>
            (["hex", "base64", "base64url"] as const).map((how) => digest.toString(how)),
          );
          expect([key, ...shown].filter((text) => out.includes(text.slice(0, 16)))).toEqual([]);
        }
        counted.issues += checked.issues.length;
        counted.mistakes += checked.issues.filter(({ code }) => code === "preshared-key-differs").length;
        counted.adopted += adoption.ok ? adoption.presharedKeys.length : 0;
      }),
      { numRuns: 200 },
    );
    expect(counted.mistakes).toBeGreaterThan(40);
    expect(counted.issues).toBeGreaterThan(counted.mistakes + 40);
    expect(counted.adopted).toBeGreaterThan(80);
  });
});

describe("what is no mistake", () => {
  const fine = (mistake: string, ...changes: Parameters<typeof corrected>[1]) =>
    expect(codes(corrected(hostsOf(mistake), changes))).toEqual([]);

  it("a prefix in two tunnels that have no kernel routes, or routes in tables of their own", () => {
    const tunnel = (name: string, table: string) =>
      [`SITE/${name}.conf`, "MTU = 1420", `MTU = 1420\nTable = ${table}`] as const;
    fine("prefix-claimed-twice", tunnel("wg0", "off"), tunnel("wg1", "off"));
    fine("prefix-claimed-twice", tunnel("wg0", "101"), tunnel("wg1", "102"));
    expect(codes(corrected(hostsOf("prefix-claimed-twice"), [tunnel("wg0", "7"), tunnel("wg1", "7")]))).toHaveLength(1);
  });

  it("OSPF whose multicast has an owner, or that sends none", () => {
    const change = (wrong: string, right: string) =>
      (["HUB", "SITE"] as const).map((name) => [`${name}/frr.conf`, wrong, right] as const);
    fine("ospf-multicast", ...change("ip ospf area 0", "ip ospf area 0\n ip ospf network non-broadcast"));
    fine("ospf-multicast", ...change("router ospf", "router ospf\n passive-interface wg0"));
    const owned = (["HUB", "SITE"] as const).map(
      (name) => [`${name}/wg0.conf`, "AllowedIPs = ", "AllowedIPs = 224.0.0.5/32, "] as const,
    );
    fine("ospf-multicast", ...owned);
  });

  it("OSPF by network statement is OSPF, too", () => {
    const byNetwork = corrected(hostsOf("ospf-multicast"), [
      ["HUB/frr.conf", " ip ospf area 0\n", ""],
      ["HUB/frr.conf", "router ospf", "router ospf\n network 10.100.0.0/16 area 0"],
    ]);
    expect(checkHosts(byNetwork).issues.map(({ file, line, code }) => `${file}:${line} ${code}`)).toEqual([
      "HUB/frr.conf:6 ospf-multicast",
      "SITE/frr.conf:2 ospf-multicast",
    ]);
  });

  it("hubs with one router ID that do not speak iBGP", () => {
    fine(
      "router-id-twice",
      ["HUB-A/frr.conf", "10.100.0.2 remote-as 65000", "10.100.0.2 remote-as 65001"],
      ["HUB-B/frr.conf", "10.100.0.1 remote-as 65000", "10.100.0.1 remote-as 65001"],
    );
  });

  it("a hub's end without keepalive when the site has one", () => {
    fine("keepalive-too-long", ["SITE/wg0.conf", "= 300", "= 29"]);
    expect(codes(corrected(hostsOf("keepalive-too-long"), [["SITE/wg0.conf", "= 300", "= 30"]]))).toEqual([
      "keepalive-too-long",
    ]);
  });
});
