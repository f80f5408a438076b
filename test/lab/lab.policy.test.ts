import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createLab, type Lab } from "../../src/lab/index.ts";
import { eventually, planOf, printed } from "./lab.support.ts";

let lab: Lab;
const [hub, site] = ["HUB-A", "BRANCH"];
const FOREIGN = "192.168.30.77";

beforeAll(async () => {
  lab = await createLab({ name: `test-policy-${process.pid}`, plan: planOf("offices"), cloud: "instant" });
  expect(await lab.waitEstablished(30_000)).toMatchObject({ established: true });
  expect(await lab.waitReady(30_000)).toMatchObject({ ready: true });
});

afterAll(async () => {
  await lab?.down();
});

const ASK = 'exec 3<>/dev/tcp/127.0.0.1/51880 && printf "GET /metrics HTTP/1.0\\r\\n\\r\\n" >&3 && exec cat <&3';

/** A series of the hub's agent. */
async function metric(series: string): Promise<number> {
  const text = await printed(lab, hub, "bash", "-c", ASK);
  return Number(
    text
      .split("\n")
      .find((line) => line.startsWith(`${series} `))
      ?.slice(series.length),
  );
}

/** How often WireGuard on the hub refused a packet: the kernel counts, wireguard-go writes a line. */
async function refusedByWireGuard(): Promise<number> {
  const lines = readFileSync(lab.console(hub), "utf8").match(/disallowed source address/g) ?? [];
  return lines.length + (await metric('hubshift_rx_frame_errors_total{interface="wg1"}'));
}

const pings = (source: string) =>
  lab.run(site, ["ping", "-n", "-c", "3", "-i", "0.2", "-W", "1", "-I", source, "172.16.0.1"]);

async function counted(host: string, counter: string): Promise<number> {
  const text = await printed(lab, host, "nft", "list", "counter", "inet", "hubshift", counter);
  return Number(/packets (\d+)/.exec(text)?.[1]);
}

const vtysh = (host: string, ...commands: string[]) =>
  printed(lab, host, "vtysh", ...commands.flatMap((command) => ["-c", command]));

describe("a packet for another site leaves in a tunnel or not at all", () => {
  it("where its route leads elsewhere, as the default route does when BGP has none", async () => {
    const out = JSON.parse(await printed(lab, site, "ip", "-json", "route", "get", lab.plan.hubAddress ?? ""));
    const route = ["172.16.1.1/32", "via", out[0].gateway, "dev", out[0].dev];
    const before = await counted(site, "unencrypted");
    await printed(lab, site, "ip", "route", "add", ...route);
    const { stdout } = await lab.run(site, ["ping", "-n", "-c", "3", "-i", "0.2", "-W", "1", "172.16.1.1"]);
    await printed(lab, site, "ip", "route", "delete", ...route);
    expect(stdout).toContain(" 0 received");
    expect((await counted(site, "unencrypted")) - before).toBe(3);
  });
});

describe("a site that pretends to be another one gets nothing through, and is seen", () => {
  it("by its own firewall, where the source is not the site's", async () => {
    await printed(lab, site, "ip", "address", "add", `${FOREIGN}/32`, "dev", "lo");
    const before = await counted(site, "spoofed");
    expect((await pings(FOREIGN)).stdout).toContain(" 0 received");
    expect((await counted(site, "spoofed")) - before).toBe(3);
  });

  it("by the hub's WireGuard, where the site's firewall is gone", async () => {
    await printed(lab, site, "nft", "delete", "table", "inet", "hubshift");
    const before = await refusedByWireGuard();
    expect((await pings(FOREIGN)).stdout).toContain(" 0 received");
    const refused = async () => (await refusedByWireGuard()) - before;
    await eventually("all three are seen", refused, (seen) => seen === 3, 5_000);
  });

  it("by the hub's routing policy, where it announces another site's network", async () => {
    const series = `hubshift_refused_prefixes_total{site="${site}"}`;
    expect(await metric(series)).toBe(0);
    await printed(lab, site, "ip", "address", "add", "192.168.30.78/24", "dev", "lo");
    await vtysh(
      site,
      "configure",
      "ip prefix-list TO-HUBS seq 1 permit any",
      "router bgp 65102",
      "address-family ipv4 unicast",
      "network 192.168.30.0/24",
    );
    await eventually(
      "the announcement is refused",
      () => metric(series),
      (count) => count >= 1,
      10_000,
    );
    const paths = JSON.parse(await vtysh(hub, "show ip bgp 192.168.30.0/24 json")).paths as {
      nexthops: { ip: string }[];
    }[];
    expect(paths.map(({ nexthops }) => nexthops.map(({ ip }) => ip))).toEqual([["10.100.3.2"]]);
  });
});
