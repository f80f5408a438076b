import { describe, expect, it } from "vitest";
import { renderEdgeRules, renderRouterRules } from "../../src/lab/rules.ts";
import { createRunner } from "../../src/system/index.ts";

const runner = createRunner();

/** Whether nft takes the rules, in a namespace of its own: `nft -c` too reads the tables that exist. */
async function nftSays(rules: string): Promise<string> {
  return (await runner.run(["unshare", "--net", "nft", "-c", "-f", "-"], { input: rules })).stderr;
}

const hub = "172.31.77.50";
const ingress = (protocol: string, fromPort: number, toPort: number, cidr = "0.0.0.0/0") => [
  { protocol, fromPort, toPort, cidr },
];

describe("the edge's rules", () => {
  it.each([
    ["udp", 51820, 51822, "udp dport 51820-51822 accept"],
    ["17", 53, 53, "udp dport 53-53 accept"],
    ["tcp", 0, 65535, "tcp dport 0-65535 accept"],
    ["icmp", -1, -1, "ip protocol icmp accept"],
    ["icmp", 8, -1, "icmp type 8 accept"],
    ["-1", -1, -1, `ip daddr ${hub} accept`],
    ["47", -1, -1, "ip protocol 47 accept"],
  ])("let in %s %i-%i", async (protocol, from, to, rule) => {
    const rules = renderEdgeRules({ addresses: new Map(), ingress: new Map([[hub, ingress(protocol, from, to)]]) });
    expect(rules.replaceAll(/ +/g, " ")).toContain(rule);
    expect(await nftSays(rules)).toBe("");
  });

  it("map both ways, and send from the address that came last", async () => {
    const addresses = new Map([
      ["203.0.113.128", hub],
      ["203.0.113.10", hub],
    ]);
    const rules = renderEdgeRules({ addresses, ingress: new Map() });
    expect(rules).toContain(`elements = { 203.0.113.128 : ${hub}, 203.0.113.10 : ${hub} }`);
    expect(rules).toContain(`elements = { ${hub} : 203.0.113.10 }`);
    expect(await nftSays(rules)).toBe("");
  });

  it("know nobody before there is an instance, and skip IPv6 sources", async () => {
    const rules = renderEdgeRules({ addresses: new Map(), ingress: new Map([[hub, ingress("tcp", 22, 22, "::/0")]]) });
    expect(rules).not.toContain("dport 22");
    expect(await nftSays(rules)).toBe("");
  });
});

it("a site's router rules are nftables'", async () => {
  const rules = renderRouterRules("198.51.100.1");
  expect(rules).toContain("snat to 198.51.100.1:42000-46000");
  expect(await nftSays(rules)).toBe("");
});
