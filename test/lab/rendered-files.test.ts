import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { generateKeyPair, type KeyRing } from "../../src/keys/index.ts";
import { readWan, type WanPlan } from "../../src/plan/index.ts";
import { type HostTree, renderHosts } from "../../src/render/index.ts";
import { writeTree } from "../../src/system/index.ts";

// The programs that read the files on a real host judge them here, each shown to reject a broken file too.
// Everything runs in namespaces that end with the command, so that this machine's own network stays as it is.

const root = resolve(import.meta.dirname, "../..");
const out = mkdtempSync(join(tmpdir(), "hubshift-rendered-"));

function planOf(path: string, profile: WanPlan["profile"]): WanPlan {
  const read = readWan(readFileSync(join(root, path), "utf8"), { profile, hubAddress: "203.0.113.10" });
  if (!read.ok) throw new Error(`${path} has issues`);
  return read.plan;
}

const partner = generateKeyPair();

/** Keys that are real. The site with a public key of its own gets one whose private key the test has. */
function keysOf(plan: WanPlan): KeyRing {
  const sites = plan.sites.map(
    (site) => [site.name, site.publicKey ? { publicKey: partner.publicKey } : generateKeyPair()] as const,
  );
  const links = plan.hubs.map((hub) => [hub.name, generateKeyPair()] as const);
  return { hub: generateKeyPair(), links: new Map(links), sites: new Map(sites) };
}

function run(argv: readonly string[], input = ""): { code: number | null; output: string } {
  const [program = "", ...args] = argv;
  const done = spawnSync(program, args, { input, encoding: "utf8", timeout: 60_000 });
  if (done.error) throw done.error;
  return { code: done.status, output: done.stdout + done.stderr };
}

/** A shell with a network, mounts, processes and a `/run` of its own; all its processes end with it. */
function isolated(script: string, ...args: string[]): { code: number | null; output: string } {
  const own = ["unshare", "--net", "--mount", "--pid", "--fork", "--kill-child", "--mount-proc"];
  const prepare = "set -eu; mount -t tmpfs run /run; mkdir /run/wireguard";
  return run([...own, "bash", "-c", `${prepare}\n${script}`, "bash", ...args]);
}

function missing(program: string): boolean {
  const found = spawnSync("sh", ["-c", `command -v ${program}`]).status === 0;
  if (!found) console.warn(`${program} is not installed: its judgement is skipped`);
  return !found;
}

const plans = [
  planOf("examples/dc1/wan.yaml", "reference"),
  planOf("test/golden/render/own-key/wan.yaml", "reference"),
  { ...planOf("examples/offices/wan.yaml", "hot-standby"), bfd: true },
];
const hosts = new Map<string, HostTree>(
  plans.flatMap((plan) =>
    [...renderHosts(plan, keysOf(plan))].map(([host, tree]): [string, HostTree] => [`${plan.name}/${host}`, tree]),
  ),
);

/** Every rendered file of that name, by `wan/host/path`, as it lies on disk. */
function filesOf(pattern: RegExp): string[] {
  const files = [...hosts].flatMap(([host, tree]) =>
    [...tree.keys()].filter((path) => pattern.test(path)).map((path) => join(out, host, path)),
  );
  if (files.length === 0) throw new Error(`no file matches ${pattern}`);
  return files;
}

function broken(name: string, text: string): string {
  const file = join(out, name);
  writeFileSync(file, text, { mode: 0o600 });
  return file;
}

beforeAll(async () => {
  for (const [host, tree] of hosts) await writeTree(join(out, host), tree);
});

afterAll(() => rmSync(out, { recursive: true, force: true }));

describe.skipIf(missing("wg-quick") || missing("wireguard-go"))("WireGuard", () => {
  // One line of output for each file that wg(8) took on a real interface.
  const load = `wireguard-go wgt 2>/dev/null
    for file; do wg-quick strip "$file" | wg setconf wgt /dev/stdin; wg show wgt peers; done`;

  it("takes every tunnel file", () => {
    const files = filesOf(/^etc\/wireguard\//);
    expect(files).toHaveLength(9 + 6 + 11);
    const { code, output } = isolated(load, ...files);
    expect(output.trim().split("\n")).toHaveLength(files.length);
    expect(code).toBe(0);
  });

  it.each([
    ["AllowedIPs = 10.100.1.2/32", "AllowedIPs = 10.100.1.2/99"],
    ["PublicKey = ", "PublicKey = x"],
    ["ListenPort = ", "ListenPorts = "],
  ])("rejects a file with %s changed to %s", (good, bad) => {
    const text = hosts.get("dc1/DC1-SP1")?.get("etc/wireguard/wg0.conf") ?? "";
    expect(text).toContain(good);
    expect(isolated(load, broken("bad0.conf", text.replace(good, bad))).code).not.toBe(0);
  });

  it("gives a site that keeps its private key to itself that key when the tunnel comes up", () => {
    const key = broken("own.key", `${partner.privateKey}\n`);
    const { code, output } = isolated(
      `mount --bind "$1" /etc/wireguard; cp "$2" /etc/wireguard/hubshift.key
       wg-quick up wg0 >/dev/null 2>&1; wg show wg0 public-key`,
      join(out, "own-key/PARTNER/etc/wireguard"),
      key,
    );
    expect({ code, output }).toEqual({ code: 0, output: `${partner.publicKey}\n` });
  });
});

describe.skipIf(missing("vtysh"))("FRR", () => {
  const check = (file: string) => run(["vtysh", "--dryrun", "--inputfile", file]);

  it.each([...hosts.keys()])("takes %s's frr.conf", (host) => {
    expect(check(join(out, host, "etc/frr/frr.conf"))).toEqual({ code: 0, output: "" });
  });

  it.each([
    ["remote-as", "remote-az"],
    ["network 172.16.0.1/32", "network 172.16.0.1/33"],
    ["no bgp ebgp-requires-policy", "no bgp ebgp-require-policies"],
  ])("rejects a file with %s changed to %s", (good, bad) => {
    const text = hosts.get("dc1/DC1-SP1")?.get("etc/frr/frr.conf") ?? "";
    expect(text).toContain(good);
    const { code, output } = check(broken("bad.conf", text.replace(good, bad)));
    expect(code).not.toBe(0);
    expect(output).toContain(bad);
  });

  it.each([...hosts.keys()])("its init script can source %s's daemons", (host) => {
    const script = '. "$1"; echo $bgpd $vtysh_enable "$zebra_options" "$bgpd_options" "$staticd_options"';
    const { code, output } = run(["sh", "-euc", script, "sh", join(out, host, "etc/frr/daemons")]);
    expect(code).toBe(0);
    expect(output).toMatch(/^yes yes( +-A 127\.0\.0\.1( -s \d+)?( -K \d+)?){3}\n$/);
  });
});

describe.skipIf(missing("nft"))("nftables", () => {
  it("takes every firewall file", () => {
    const files = filesOf(/nftables\.conf$/);
    expect(isolated('for file; do nft --check --file "$file"; done', ...files)).toEqual({ code: 0, output: "" });
  });

  const hubFirewall = () => join(out, "offices/HUB-A/etc/nftables.conf");

  it("has no room in a hub's sets for a network that is none", () => {
    const text = readFileSync(hubFirewall(), "utf8");
    const file = broken("worse.nft", text.replace("192.168.20.0/24", "192.168.20.0/33"));
    expect(isolated('nft --check --file "$1"', file).code).not.toBe(0);
  });

  it("drops and counts what comes out of a tunnel from a source that is not its site's", () => {
    const { code, output } = isolated(
      `ip link add wg1 type veth peer name far; ip link set wg1 up
       unshare --net sleep 60 & other=$!; until [ "$(readlink /proc/$other/ns/net)" != "$(readlink /proc/self/ns/net)" ]; do :; done
       ip link set far netns $other; at_site() { nsenter --net=/proc/$other/ns/net "$@"; }
       at_site sysctl -q net.ipv6.conf.all.disable_ipv6=1
       ip address add 10.100.2.1/30 dev wg1; at_site ip link set far up; at_site ip address add 10.100.2.2/30 dev far
       ip route add 192.168.20.0/24 via 10.100.2.2; ip route add 192.168.30.0/24 via 10.100.2.2
       for own in 192.168.20.1 192.168.30.1; do at_site ip address add $own/32 dev far; done
       nft -f "$1"
       answers() { at_site ping -c 1 -W 1 -I $1 10.100.2.1 >/dev/null && echo $1; }
       answers 192.168.20.1 || true; answers 192.168.30.1 || true
       nft list counter inet hubshift spoofed | grep packets; kill $other`,
      hubFirewall(),
    );
    expect({ code, output: output.trim().split(/\s*\n\s*/) }).toEqual({
      code: 0,
      output: ["192.168.20.1", "packets 1 bytes 84"],
    });
  });

  it("rejects a broken one", () => {
    const text = hosts.get("dc1/DC1-SP1")?.get("etc/nftables.conf") ?? "";
    const file = broken("bad.nft", text.replace("hook input", "hook inputs"));
    expect(isolated('nft --check --file "$1"', file).code).not.toBe(0);
  });

  it("can be loaded again, and leaves other tables alone", () => {
    const load = 'nft add table inet other; nft -f "$1"; nft list ruleset; nft -f "$1"; nft list ruleset';
    const { code, output } = isolated(load, join(out, "dc1/DC1-SP1/etc/nftables.conf"));
    expect(code).toBe(0);
    const half = output.length / 2;
    expect(output.slice(0, half)).toBe(output.slice(half));
    expect(output.slice(0, half)).toContain("table inet other");
    expect(output.slice(0, half).match(/policy accept/g)).toHaveLength(3);
  });
});

describe("the kernel", () => {
  it("takes the settings", () => {
    const read = 'sysctl -q -p "$1"; sysctl -n net.ipv4.ip_forward net.ipv4.conf.all.rp_filter';
    expect(isolated(read, join(out, "dc1/DC1-SP1/etc/sysctl.d/90-hubshift.conf"))).toEqual({
      code: 0,
      output: "1\n2\n",
    });
  });

  it("has the loopback address when the service ran, once and again", () => {
    const unit = hosts.get("dc1/SITE1-LF1")?.get("etc/systemd/system/hubshift-loopback.service") ?? "";
    const command = /^ExecStart=(.*)$/m.exec(unit)?.[1];
    const { code, output } = isolated(`${command}; ${command}; ip -brief -4 address show dev lo`);
    expect(code).toBe(0);
    expect(output).toMatch(/^lo +\S+ +172\.16\.1\.1\/32 *\n$/);
  });
});

describe.skipIf(missing("systemd-analyze"))("systemd", () => {
  it("takes the agent's service", () => {
    const unit = readFileSync(join(out, "offices/HUB-A/etc/systemd/system/hubshift-agent.service"), "utf8");
    // Its programs are installed on a hub, not here.
    const file = broken("hubshift-agent.service", unit.replace("/usr/bin/node", process.execPath));
    expect(run(["systemd-analyze", "verify", file])).toEqual({ code: 0, output: "" });
    const bad = broken("worse.service", unit.replace("Type=simple", "Type=simpel"));
    expect(run(["systemd-analyze", "verify", bad]).output).toContain("simpel");
  });

  it("takes the loopback service, and rejects a broken one", () => {
    const file = join(out, "dc1/DC1-SP1/etc/systemd/system/hubshift-loopback.service");
    expect(run(["systemd-analyze", "verify", file]).code).toBe(0);
    const bad = broken("bad.service", readFileSync(file, "utf8").replace("ExecStart=/sbin/", "ExecStart=no/such/"));
    expect(run(["systemd-analyze", "verify", bad]).code).not.toBe(0);
  });
});
