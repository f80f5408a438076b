import { describe, expect, it } from "vitest";
import { HubshiftError } from "../../src/errors/index.ts";
import type { KeyRing } from "../../src/keys/index.ts";
import type { WanPlan } from "../../src/plan/index.ts";
import { renderHost, renderHosts } from "../../src/render/index.ts";
import { planOf, planOfFile, redactedKeys, wanOfSites } from "./wans.ts";

const dc1 = planOfFile("examples/dc1/wan.yaml", { profile: "reference" });
const dc1Keys = redactedKeys(dc1);

function errorOf(work: () => unknown): HubshiftError {
  try {
    work();
  } catch (error) {
    if (error instanceof HubshiftError) return error;
    throw error;
  }
  throw new Error("nothing was thrown");
}

function withHubNames(primary: string, standby: string): WanPlan {
  const [first, second] = dc1.hubs;
  return {
    ...dc1,
    hubs: [
      { ...first, name: primary },
      { ...second, name: standby },
    ],
  };
}

describe("renderHost", () => {
  it("gives each host what renderHosts gives it", () => {
    const trees = renderHosts(dc1, dc1Keys);
    expect([...trees.keys()]).toEqual(["DC1-SP1", "DC1-SP2", "SITE1-LF1", "SITE2-LF1", "SITE3-LF1"]);
    for (const [host, tree] of trees) expect(renderHost(dc1, dc1Keys, host)).toEqual(tree);
  });

  it("puts private keys into etc/wireguard/*.conf and nowhere else", () => {
    const secret = "this-is-a-private-key";
    const sites = [...dc1Keys.sites].map(([name, keys]) => [name, { ...keys, privateKey: secret }] as const);
    const keys: KeyRing = { ...dc1Keys, hub: { ...dc1Keys.hub, privateKey: secret }, sites: new Map(sites) };
    const holders = [...renderHosts(dc1, keys).values()].flatMap((tree) =>
      [...tree].filter(([, text]) => text.includes(secret)).map(([path]) => path),
    );
    expect(holders).toHaveLength(9);
    for (const path of holders) expect(path).toMatch(/^etc\/wireguard\/wg\d\.conf$/);
  });

  it("ends every file with one newline, and names no path with a leading slash", () => {
    const files = [...renderHosts(dc1, dc1Keys).values()].flatMap((tree) => [...tree]);
    expect(files).toHaveLength(39);
    for (const [path, text] of files) {
      expect(path).toMatch(/^etc\//);
      expect(text).toMatch(/[^\n]\n$/);
    }
  });

  it.each([
    ["DC1-SP1", "DC1-SP2", "DC1-SPx"],
    ["HUB", "HUB2", "HUBx"],
    ["NORTH", "SOUTH", "NORTH/SOUTH"],
  ])("calls %s and %s together %s", (primary, standby, pair) => {
    const frr = renderHost(withHubNames(primary, standby), dc1Keys, "SITE1-LF1").get("etc/frr/frr.conf");
    expect(frr).toContain(` neighbor 10.100.1.1 description ${pair} (Hub via EIP)\n`);
  });
});

describe("what cannot be rendered", () => {
  it("is a site while the hubs have no address; the hubs can", () => {
    const plan: WanPlan = { ...dc1, hubAddress: undefined };
    expect(renderHost(plan, dc1Keys, "DC1-SP1").size).toBe(9);
    const error = errorOf(() => renderHost(plan, dc1Keys, "SITE1-LF1"));
    expect(error.code).toBe("hub-address-unknown");
    expect(error.hint).toBe("deploy first, or set hubs.address in wan.yaml, or pass --hub-address");
    expect(errorOf(() => renderHosts(plan, dc1Keys)).code).toBe("hub-address-unknown");
  });

  it("is a host that the WAN does not have", () => {
    const error = errorOf(() => renderHost(dc1, dc1Keys, "SITE9-LF1"));
    expect(error.code).toBe("host-unknown");
    expect(error.message).toContain('"SITE9-LF1"');
  });

  it.each(["DC1-SP1", "SITE2-LF1"])("is %s while a site has no key", (host) => {
    const keys: KeyRing = { ...dc1Keys, sites: new Map([...dc1Keys.sites].filter(([name]) => name !== "SITE2-LF1")) };
    const error = errorOf(() => renderHost(dc1, keys, host));
    expect(error.code).toBe("site-key-unknown");
    expect(error.message).toContain("SITE2-LF1");
  });
});

describe("a large WAN", () => {
  const plan = planOf(wanOfSites(1000));
  const keys = redactedKeys(plan);

  it("renders a hub of 1,000 sites well within a second", () => {
    const began = performance.now();
    const tree = renderHost(plan, keys, "HUB1");
    expect(performance.now() - began).toBeLessThan(500);
    expect([...tree.keys()].filter((path) => path.startsWith("etc/wireguard/wg"))).toHaveLength(1000);
    expect(tree.get("etc/frr/frr.conf")?.match(/ remote-as /g)).toHaveLength(1000 + 1);
  });
});
