import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Adoption, adopt, compare, type HostFiles, meaningOf, parseHost } from "../../src/adopt/index.ts";
import { ephemeralKeyRing, type KeyRing } from "../../src/keys/index.ts";
import { planWan, readWan } from "../../src/plan/index.ts";
import type { WanSpec } from "../../src/spec/index.ts";
import { HUB_KEY, referenceHosts, SITE_KEYS } from "./reference.ts";
import { hostFilesOf, wanTexts } from "./wans.ts";

function specOf(text: string): WanSpec {
  const read = readWan(text);
  if (!read.ok) throw new Error(read.issues.map((issue) => `${issue.line}: ${issue.message}`).join("\n"));
  return read.spec;
}

function adopted(hosts: readonly HostFiles[], options: Parameters<typeof adopt>[1] = {}): Adoption {
  const adoption = adopt(hosts, options);
  if (!adoption.ok)
    throw new Error(adoption.issues.map(({ file, line, message }) => `${file}:${line}: ${message}`).join("\n"));
  return adoption;
}

const example = specOf(readFileSync(new URL("../../examples/dc1/wan.yaml", import.meta.url), "utf8"));

/** As the example has them; in the document they are blackened. */
const addresses = { hubs: "203.0.113.10", site: (n: number) => `198.51.100.${n}` };

describe("adopt, of the reference WAN's files", () => {
  it("gives the example's wan.yaml back", () => {
    const { text, differences, issues, leftOut } = adopted(referenceHosts(addresses));
    expect({ differences, issues, leftOut }).toEqual({ differences: [], issues: [], leftOut: [] });
    expect(specOf(text)).toEqual(example);
  });

  it("leaves out the addresses where they are withheld, and says so", () => {
    const withheld = { hubs: "<hubs>", site: () => "<site>" };
    const { text, differences } = adopted(referenceHosts(withheld));
    const { address: _, ...hubs } = example.hubs;
    const sites = example.sites.map(({ publicAddress: __, ...site }) => site);
    expect(specOf(text)).toEqual({ ...example, hubs, sites });
    expect(text).toContain("# address: ...");
    expect(text.match(/# publicAddress: \.\.\./g)).toHaveLength(3);
    expect(differences).toHaveLength(6);
    expect(differences.every(({ fact, before }) => fact.endsWith(": Endpoint") && before === "<site>:51820")).toBe(
      true,
    );
  });

  /** The same hosts with `from` replaced wherever it stands in a file of that name. */
  const changed = (name: RegExp, from: RegExp, to: string) =>
    referenceHosts(addresses).map((host) => ({
      ...host,
      files: host.files.map(({ file, text }) => ({ file, text: name.test(file) ? text.replace(from, to) : text })),
    }));

  it("takes no overlay from sites that send everything into the tunnel", () => {
    const hosts = changed(/SITE.*wg0\.conf$/, /(^AllowedIPs.*\n)+/m, "AllowedIPs = 0.0.0.0/0\n");
    const { text, issues, differences } = adopted(hosts);
    expect(issues).toEqual([]);
    expect(specOf(text).overlay).toBe(example.overlay);
    expect(
      differences.filter(({ fact, before }) => fact.endsWith("AllowedIPs") && before === "0.0.0.0/0"),
    ).toHaveLength(3);
  });

  it("reads the default instance also where it is named", () => {
    const { text, issues } = adopted(changed(/frr\.conf$/, /^router bgp (\d+)$/m, "router bgp $1 vrf default"));
    expect(issues).toEqual([]);
    expect(specOf(text)).toEqual(example);
  });

  it("says that nothing was compared while the file is not complete", () => {
    const { text, differences } = adopted(referenceHosts(addresses).filter(({ name }) => name !== "DC1-SP2"));
    expect(differences).toEqual([]);
    expect(text).toContain("# What rendering this file changes is not known before it is complete:");
    expect(adopted(referenceHosts(addresses)).text).not.toContain("is not known");
  });

  it("is rendered as the same configuration in meaning", () => {
    const before = referenceHosts(addresses);
    const secret = (publicKey = "") => ({ publicKey, privateKey: "(withheld)" });
    const keys: KeyRing = {
      hub: secret(HUB_KEY),
      links: new Map(),
      sites: new Map([...SITE_KEYS].map(([name, key]) => [name, secret(key)])),
    };
    const after = new Map(hostFilesOf(planWan(specOf(adopted(before).text)), keys).map((host) => [host.name, host]));
    expect(before).toHaveLength(5);
    for (const host of before) {
      const meaning = meaningOf(parseHost(host).facts);
      expect(meaning.size).toBeGreaterThanOrEqual(9);
      expect(compare(host.name, meaning, meaningOf(parseHost(after.get(host.name) as HostFiles).facts))).toEqual([]);
    }
  });

  it("says what would change where a host has something of its own", () => {
    const hosts = referenceHosts(addresses).map(({ name, files }) => ({
      name,
      files: files.map(({ file, text }) => ({
        file,
        text: text.replace("1.1.1.12", "9.9.9.9").replace("ListenPort = 51822", "ListenPort = 4500"),
      })),
    }));
    const { text, differences } = adopted(hosts);
    expect(differences).toEqual([
      { host: "DC1-SP1", fact: "wg2: ListenPort", before: "4500", after: "51822" },
      { host: "DC1-SP2", fact: "wg2: ListenPort", before: "4500", after: "51822" },
      { host: "SITE2-LF1", fact: "FRR: router bgp 65102 / bgp router-id 9.9.9.9", before: "set", after: undefined },
      { host: "SITE2-LF1", fact: "FRR: router bgp 65102 / bgp router-id 1.1.1.12", before: undefined, after: "set" },
    ]);
    expect(text).toContain("#   DC1-SP1: wg2: ListenPort: 4500, then 51822\n");
  });

  it("says which tunnels have a PresharedKey, whether the file is complete or not", () => {
    const hosts = changed(/(SITE2.*wg0|DC1.*wg1)\.conf$/, /^AllowedIPs/m, `PresharedKey = ${HUB_KEY}\nAllowedIPs`);
    const lines = (...names: string[]) => names.map((name) => `#   ${name}\n`).join("");
    const { text, presharedKeys, differences } = adopted(hosts);
    expect(presharedKeys.map(({ host, interfaces }) => [host, ...interfaces])).toEqual([
      ["SITE2-LF1", "wg0"],
      ["DC1-SP2", "wg1"],
      ["DC1-SP1", "wg1"],
    ]);
    expect(differences.filter(({ fact }) => fact.endsWith("PresharedKey"))).toHaveLength(3);
    expect(text).toContain(`its own:\n${lines("SITE2-LF1: wg0", "DC1-SP2: wg1", "DC1-SP1: wg1")}`);
    const incomplete = adopted(hosts.filter(({ name }) => name !== "DC1-SP2"));
    expect(incomplete.issues).toHaveLength(1);
    expect(incomplete.text).toContain(`its own:\n${lines("SITE2-LF1: wg0", "DC1-SP1: wg1")}`);
    expect(adopted(referenceHosts(addresses)).text).not.toContain("PresharedKey");
  });

  it("needs no site's files: the hub knows the sites too", () => {
    const hubs = referenceHosts(addresses).filter(({ name }) => name.startsWith("DC1"));
    const spec = specOf(adopted(hubs).text);
    expect(spec.sites.map(({ name, asn, loopback }) => ({ name, asn, loopback }))).toEqual(
      example.sites.map(({ name, asn, loopback }) => ({ name, asn, loopback })),
    );
    expect(spec.sites.map(({ publicKey }) => publicKey)).toEqual([...SITE_KEYS.values()]);
  });

  it("says what is missing of the other hub where there is one only", () => {
    const { text, issues, hubs } = adopted(referenceHosts(addresses).filter(({ name }) => name !== "DC1-SP2"));
    expect(hubs).toEqual(["DC1-SP1"]);
    expect(text).toContain("# standby: ...");
    expect(issues.map(({ message }) => message)).toEqual(['hubs has no "standby"']);
  });

  it("leaves out a host that no hub has a tunnel to", () => {
    const stray: HostFiles = {
      name: "STRAY",
      files: [
        {
          file: "STRAY/wg0.conf",
          text: `[Interface]\nAddress = 10.7.0.2/30\n[Peer]\nPublicKey = ${HUB_KEY}\nEndpoint = 192.0.2.1:1\n`,
        },
      ],
    };
    const { text, leftOut } = adopted([...referenceHosts(addresses), stray]);
    expect(leftOut).toEqual(["STRAY"]);
    expect(text).toContain("# STRAY is left out: no hub has a tunnel to it.\n");
  });

  it("refuses hosts that are no hub-and-spoke WAN", () => {
    const [site] = referenceHosts(addresses);
    expect(() => adopt([site as HostFiles])).toThrow("none of these hosts is a hub");
    expect(() => adopt([])).toThrow("none of these hosts is a hub");
    const third = { ...(referenceHosts(addresses).at(-1) as HostFiles), name: "DC1-SP3" };
    expect(() => adopt([...referenceHosts(addresses), third])).toThrow("more than two hosts have several peers");
  });
});

/** The spec as far as WireGuard's and FRR's files tell it: what they do not know has its default. */
function knowable(spec: WanSpec): WanSpec {
  const hot = spec.profile === "hot-standby";
  return {
    ...spec,
    vpc: hot ? spec.vpc : example.vpc,
    bfd: hot && spec.bfd,
    wireguard: { ...spec.wireguard, mtu: hot ? spec.wireguard.mtu : 1420 },
    sites: spec.sites
      .map(({ publicAddress, ...site }) => (hot || !publicAddress ? site : { ...site, publicAddress }))
      .sort((a, b) => a.tunnel - b.tunnel),
  };
}

/** Keys of nobody's, but for the sites that keep theirs. */
function ringOf(spec: WanSpec): KeyRing {
  const ring = ephemeralKeyRing(planWan(spec));
  const own = spec.sites.flatMap(({ name, publicKey }) => (publicKey ? [[name, { publicKey }] as const] : []));
  return { ...ring, sites: new Map([...ring.sites, ...own]) };
}

describe("adopt, of rendered files", () => {
  it("gives the wan.yaml back that they were rendered from, and would change nothing", () => {
    let adoptions = 0;
    fc.assert(
      fc.property(wanTexts, (text) => {
        const read = readWan(text);
        fc.pre(read.ok);
        const hosts = hostFilesOf(read.plan, ringOf(read.spec));
        const { text: back, differences } = adopted(hosts, { name: "w", region: "eu-central-1" });
        expect(specOf(back)).toEqual(knowable(read.spec));
        expect(differences).toEqual([]);
        adoptions += 1;
      }),
      { numRuns: 100 },
    );
    expect(adoptions).toBe(100);
  });

  it.each(["HUB-A", "HUB-B"])("knows the other hub's name from %s alone", (name) => {
    const offices = specOf(readFileSync(new URL("../../examples/offices/wan.yaml", import.meta.url), "utf8"));
    const files = hostFilesOf(planWan(offices, { hubAddress: "203.0.113.1" }), ringOf(offices));
    const { text, differences, hubs, sites } = adopted(files.filter((host) => host.name === name));
    expect({ hubs, sites: sites.length }).toEqual({ hubs: ["HUB-A", "HUB-B"], sites: 3 });
    expect(specOf(text).hubs).toEqual({ ...offices.hubs });
    expect(differences).toEqual([]);
  });

  it("tells no private key", () => {
    const keys = ringOf(example);
    const secrets = [keys.hub, ...keys.sites.values()].map(({ privateKey }) => privateKey as string);
    const result = JSON.stringify(adopted(hostFilesOf(planWan(example), keys)));
    expect(secrets).toHaveLength(4);
    for (const secret of secrets) expect(result).not.toContain(secret);
    expect(result).toContain(keys.sites.get("SITE1-LF1")?.publicKey);
  });
});
