import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { agentConfigSchema } from "../../src/agent/index.ts";
import { HubshiftError } from "../../src/errors/index.ts";
import type { WanPlan } from "../../src/plan/index.ts";
import { type HostTree, renderHost, renderHosts } from "../../src/render/index.ts";
import { wanWith } from "../plan/wans.ts";
import { planOf, planOfFile, redactedKeys } from "./wans.ts";

const plan = planOfFile("examples/offices/wan.yaml", { hubAddress: "203.0.113.10" });
const keys = redactedKeys(plan);
const trees = renderHosts(plan, keys);
const hubs = plan.hubs.map((hub) => hub.name);
const sites = plan.sites.map((site) => site.name);

function textOf(tree: HostTree | undefined, path: string): string {
  const text = tree?.get(path);
  if (text === undefined) throw new Error(`there is no ${path}`);
  return text;
}
const file = (host: string, path: string): string => textOf(trees.get(host), path);

/** The first group of every match. */
function all(text: string, pattern: RegExp): string[] {
  return [...text.matchAll(pattern)].map((match) => match[1] as string);
}

describe("tunnels of a hot standby", () => {
  it("bring no routes and have their size set", () => {
    const files = [...trees.values()].flatMap((tree) =>
      [...tree].filter(([path]) => path.endsWith(".conf") && path.includes("/wireguard/")),
    );
    expect(files).toHaveLength(2 * 4 + 3);
    for (const [, text] of files) expect(text).toMatch(/^Table = off\nMTU = 1420$/m);
  });

  it.each(hubs)("let %s call no site by itself", (hub) => {
    for (const name of ["wg0", "wg1", "wg2"])
      expect(file(hub, `etc/wireguard/${name}.conf`)).not.toMatch(/Endpoint|PersistentKeepalive/);
  });

  it.each(sites)("let %s call the hubs", (site) => {
    expect(file(site, "etc/wireguard/wg0.conf")).toMatch(
      /^Endpoint = 203\.0\.113\.10:5182\d\nPersistentKeepalive = 25$/m,
    );
  });

  it("give each hub its own link key and the other's public one", () => {
    const links = new Map(hubs.map((hub) => [hub, { privateKey: `private of ${hub}`, publicKey: `public of ${hub}` }]));
    for (const [hub, other] of [hubs, hubs.toReversed()]) {
      const all = [...renderHost(plan, { ...keys, links }, hub ?? "").values()].join("");
      expect(all).toContain(`PrivateKey = private of ${hub}\n`);
      expect(all).toContain(`PublicKey = public of ${other}\n`);
      expect(all).not.toContain(`private of ${other}`);
    }
  });
});

/** What each file of the two ends says that a site may send from or announce. */
function policies(plan: WanPlan, site: WanPlan["sites"][number]): Record<string, string[]> {
  const trees = renderHosts(plan, redactedKeys(plan));
  const tunnel = plan.hubs[0].tunnels.find((candidate) => candidate.site === site.name);
  const name = tunnel?.interface ?? "";
  const hub = trees.get(plan.hubs[1].name);
  const bgp = textOf(hub, "etc/frr/frr.conf");
  const own = trees.get(site.name);
  const wireguard = textOf(hub, `etc/wireguard/${name}.conf`);
  const sources = all(textOf(hub, "etc/nftables.conf"), new RegExp(`"${name}" \\. ([\\d./]+),`, "g"));
  const except = (list: string[]) => list.filter((prefix) => !prefix.startsWith(`${tunnel?.peerAddress}`));
  return {
    wireguard: except(all(wireguard, /^AllowedIPs = (.*)$/gm).flatMap((line) => line.split(", "))),
    nftables: except(sources),
    accepted: all(bgp, new RegExp(`prefix-list FROM-${site.name} seq \\d+ permit (\\S+)$`, "gm")),
    "not sent back": all(bgp, new RegExp(`prefix-list TO-${site.name} seq \\d+ deny (\\S+)$`, "gm")),
    announced: all(textOf(own, "etc/frr/frr.conf"), /^ {2}network (\S+)$/gm),
    permitted: all(textOf(own, "etc/frr/frr.conf"), /prefix-list TO-HUBS seq \d+ permit (\S+)$/gm),
  };
}

describe("the policy for a site's prefixes", () => {
  it("is one in WireGuard, nftables and BGP, at both ends, in any WAN", () => {
    const counts = fc.array(fc.integer({ min: 0, max: 4 }), { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(counts, (counts) => {
        const lines = counts.map((count, index) => {
          const networks = Array.from({ length: count }, (_, n) => `10.${index}.${n}.0/24`);
          return `networks: [${networks.join(", ")}]`;
        });
        const any = planOf(wanWith(lines), { hubAddress: "203.0.113.10" });
        for (const site of any.sites)
          for (const prefixes of Object.values(policies(any, site))) expect(prefixes).toEqual(site.prefixes);
      }),
      { numRuns: 25 },
    );
  });

  it("ends each list that lets something in with what counts the rest", () => {
    const lists = all(
      [...hubs, ...sites].map((host) => file(host, "etc/frr/frr.conf")).join(""),
      /prefix-list (FROM\S+) seq \d+ deny any$/gm,
    );
    expect(lists).toHaveLength(2 * 3 + 3);
  });

  it("lets a site take what lies in the overlay and in the others' networks", () => {
    const bgp = file("BRANCH", "etc/frr/frr.conf");
    expect(all(bgp, /prefix-list FROM-HUBS seq \d+ permit (\S+) le 32$/gm)).toEqual(
      plan.sites[1]?.tunnel.remotePrefixes,
    );
  });
});

describe("BGP of a hot standby", () => {
  it.each([...hubs, ...sites])("has a policy at %s and graceful restart", (host) => {
    const bgp = file(host, "etc/frr/frr.conf");
    expect(bgp).not.toContain("ebgp-requires-policy");
    expect(bgp).toContain(" bgp graceful-restart\n");
    expect(bgp).toContain(" timers bgp 3 9\n");
  });

  it("does not tie the hubs' session to BFD", () => {
    const bgp = file("HUB-A", "etc/frr/frr.conf");
    expect(bgp).toContain(" peer 10.100.0.2 local-address 10.100.0.1 interface hub0\n");
    expect(bgp).toContain(" neighbor 10.100.0.2 remote-as 65000\n");
    expect(bgp).not.toMatch(/neighbor \S+ bfd/);
  });

  it("watches the sites by BFD where the file says so, and ties it to BGP at the hubs alone", () => {
    const watched = { ...plan, bfd: true };
    const [hub, site] = [renderHost(watched, keys, "HUB-B"), renderHost(watched, keys, "BRANCH")];
    const [atHub, atSite] = [textOf(hub, "etc/frr/frr.conf"), textOf(site, "etc/frr/frr.conf")];
    expect(atHub).toContain(" neighbor 10.100.2.2 bfd\n neighbor 10.100.2.2 bfd profile site\n");
    expect(atSite).toContain(" peer 10.100.2.1 local-address 10.100.2.2 interface wg0\n  profile site\n");
    expect(atSite).not.toMatch(/neighbor \S+ bfd/);
    for (const tree of [hub, site]) expect(textOf(tree, "etc/frr/daemons")).toContain("bfdd=yes\n");
    expect(file("BRANCH", "etc/frr/daemons")).not.toContain("bfdd");
  });
});

describe("the hub agent's files", () => {
  it.each(hubs.map((hub, index) => [hub, index] as const))("are what the agent of %s reads", (hub, index) => {
    const config = agentConfigSchema.parse(JSON.parse(file(hub, "etc/hubshift/agent.json")));
    const own = plan.hubs[index];
    expect(config).toMatchObject({
      wan: "offices",
      planHash: plan.hash,
      hub,
      role: own?.role,
      privateAddress: own?.privateAddress,
      elasticAddress: "203.0.113.10",
      link: { interface: "hub0", address: `10.100.0.${index + 1}`, listenPort: 51819, syncPort: 51817 },
      proofPort: 51818,
      failback: "when-ready",
    });
    expect(config.peer.linkAddress).toBe(`10.100.0.${2 - index}`);
    expect(config.sites.map((site) => [site.name, site.interface, site.allowedIps])).toEqual(
      own?.tunnels.map((tunnel) => [tunnel.site, tunnel.interface, tunnel.allowedIps]),
    );
  });

  it("hold no private key", () => {
    for (const hub of hubs) expect(file(hub, "etc/hubshift/agent.json")).not.toContain("REDACTED");
  });

  it("begin after every tunnel, so that they end before", () => {
    const after = all(file("HUB-A", "etc/systemd/system/hubshift-agent.service"), /^After=wg-quick@(\S+)\.service$/gm);
    expect(after).toEqual(["hub0", "wg0", "wg1", "wg2"]);
  });

  it("are not at the sites, nor in the reference", () => {
    const reference = planOfFile("examples/offices/wan.yaml", { hubAddress: "203.0.113.10", profile: "reference" });
    const others = [
      ...sites.map((site) => trees.get(site)),
      ...renderHosts(reference, redactedKeys(reference)).values(),
    ];
    expect(others).toHaveLength(3 + 5);
    for (const tree of others) expect([...(tree?.keys() ?? [])].join()).not.toMatch(/agent|hub0/);
  });
});

describe("what cannot be rendered of a hot standby", () => {
  const codeOf = (work: () => unknown): string => {
    try {
      work();
    } catch (error) {
      if (error instanceof HubshiftError) return error.code;
      throw error;
    }
    return "none";
  };

  it("is a hub without the address that its agent watches", () => {
    expect(codeOf(() => renderHost({ ...plan, hubAddress: undefined }, keys, "HUB-A"))).toBe("hub-address-unknown");
  });

  it("is a hub without keys for the link", () => {
    expect(codeOf(() => renderHost(plan, { ...keys, links: new Map() }, "HUB-A"))).toBe("link-key-unknown");
  });
});
