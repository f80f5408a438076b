import { execFileSync, spawnSync } from "node:child_process";
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { renderSitePackage } from "../../src/render/index.ts";
import { writeTree } from "../../src/system/index.ts";
import { planOf, planOfFile, redactedKeys } from "./wans.ts";

const KEPT = `
name: w
region: us-east-1
hubs: { asn: 65000, loopback: 172.16.0.1, primary: A, standby: B, address: 203.0.113.10 }
sites: [{ name: OWN, asn: 65101, loopback: 172.16.1.1, publicKey: ${Buffer.alloc(32, 7).toString("base64")} }]
`;

const dc1 = planOfFile("examples/dc1/wan.yaml");
const packageOf = (plan = dc1, site = "SITE1-LF1") => renderSitePackage(plan, redactedKeys(plan), site);
const scriptOf = (...args: Parameters<typeof packageOf>) => packageOf(...args).get("install.sh") ?? "";

const isRoot = process.getuid?.() === 0;
const has = (program: string) => spawnSync(program, ["--version"]).error === undefined;

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), "hubshift-site-"));
  onTestFinished(() => rmSync(path, { recursive: true, force: true }));
  return path;
}

/** Path, mode and text of every file and folder. */
function snapshot(root: string): Record<string, string> {
  const entries = readdirSync(root, { recursive: true, withFileTypes: true });
  return Object.fromEntries(
    entries.map((entry) => {
      const path = join(entry.parentPath, entry.name);
      const mode = (statSync(path).mode & 0o777).toString(8);
      return [path.slice(root.length + 1), entry.isFile() ? `${mode} ${readFileSync(path, "utf8")}` : mode];
    }),
  );
}

/** A package in a folder, and its script to run. */
async function unpacked(tree = packageOf()) {
  const here = folder();
  await writeTree(here, tree);
  return (args: readonly string[], env: Record<string, string> = {}) => {
    const script = join(here, "install.sh");
    const { status, stdout, stderr } = spawnSync("sh", [script, ...args], {
      encoding: "utf8",
      env: { PATH: process.env.PATH, ...env },
    });
    return { status, stdout, stderr };
  };
}

/** A system's files, some of which the package replaces. */
function system(): string {
  const root = folder();
  const files = { "etc/nftables.conf": "mine\n", "etc/wireguard/wg9.conf": "other\n", "etc/hosts": "hosts\n" };
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  mkdirSync(join(root, "var/lib"), { recursive: true });
  chmodSync(join(root, "etc/nftables.conf"), 0o755);
  return root;
}

describe("a site's package", () => {
  it("holds the site's rendered tree and one script", () => {
    const tree = packageOf();
    expect([...tree.keys()]).toEqual([
      "install.sh",
      "files/etc/wireguard/wg0.conf",
      "files/etc/frr/frr.conf",
      "files/etc/frr/daemons",
      "files/etc/nftables.conf",
      "files/etc/frr/vtysh.conf",
      "files/etc/sysctl.d/90-hubshift.conf",
      "files/etc/systemd/system/hubshift-loopback.service",
    ]);
    expect(tree.get("install.sh")).not.toContain("REDACTED");
  });

  it("is for sites", () => {
    expect(() => packageOf(dc1, "DC1-SP1")).toThrow("DC1-SP1 is a hub");
    expect(() => packageOf(dc1, "SITE9")).toThrow('dc1 has no host "SITE9"');
  });

  it.each([
    ["reference", scriptOf()],
    ["hot standby", scriptOf(planOfFile("examples/offices/wan.yaml", { hubAddress: "203.0.113.1" }), "BRANCH")],
    ["a site's own key", scriptOf(planOf(KEPT), "OWN")],
  ])("has a script that the shell takes: %s", (_, script) => {
    expect(execFileSync("sh", ["-n"], { input: script, encoding: "utf8" })).toBe("");
    expect(execFileSync("bash", ["-n"], { input: script, encoding: "utf8" })).toBe("");
  });

  it.skipIf(!has("shellcheck"))("has a script that shellcheck finds nothing in", () => {
    expect(spawnSync("shellcheck", ["-"], { input: scriptOf(), encoding: "utf8" })).toMatchObject({
      status: 0,
      stdout: "",
    });
  });
});

describe.runIf(isRoot)("install.sh --root, as root", () => {
  it("puts every file in place, closed to others where it holds secrets", async () => {
    const [root, run] = [system(), await unpacked()];
    expect(run(["--root", root])).toEqual({
      status: 0,
      stdout: `the files of SITE1-LF1 are below ${root}\n`,
      stderr: "",
    });
    const after = snapshot(root);
    for (const [path, text] of packageOf()) {
      if (!path.startsWith("files/")) continue;
      const name = path.slice("files/".length);
      const mode = name.startsWith("etc/wireguard/") ? 600 : name.startsWith("etc/frr/") ? 640 : 644;
      expect(after[name]).toBe(`${mode} ${text}`);
    }
    expect(after["etc/wireguard/wg9.conf"]).toBe("644 other\n");
  });

  it("changes nothing the second time, and --uninstall leaves no trace", async () => {
    const [root, run] = [system(), await unpacked()];
    const before = snapshot(root);
    run(["--root", root]);
    const once = snapshot(root);
    expect(run(["--root", root]).status).toBe(0);
    expect(snapshot(root)).toEqual(once);
    expect(run(["--uninstall", "--root", root])).toMatchObject({ status: 0, stderr: "" });
    expect(snapshot(root)).toEqual(before);
    expect(run(["--uninstall", "--root", root]).stdout).toBe("nothing to remove: SITE1-LF1 is not set up here\n");
  });

  it("takes away what an older package had and the new one has not", async () => {
    const root = system();
    const before = snapshot(root);
    const older = new Map([...packageOf(), ["files/etc/sysctl.d/91-old.conf", "old\n"]]);
    older.set("install.sh", scriptOf().replace('FILES="', 'FILES="etc/sysctl.d/91-old.conf\n'));
    (await unpacked(older))(["--root", root]);
    expect(existsSync(join(root, "etc/sysctl.d/91-old.conf"))).toBe(true);
    const run = await unpacked();
    run(["--root", root]);
    expect(existsSync(join(root, "etc/sysctl.d/91-old.conf"))).toBe(false);
    run(["--uninstall", "--root", root]);
    expect(snapshot(root)).toEqual(before);
  });

  it("asks for the key that the site keeps to itself", async () => {
    const [root, run] = [system(), await unpacked(packageOf(planOf(KEPT), "OWN"))];
    const before = snapshot(root);
    expect(run(["--root", root])).toMatchObject({
      status: 1,
      stderr: expect.stringContaining("hubshift.key is missing"),
    });
    expect(snapshot(root)).toEqual(before);
    writeFileSync(join(root, "etc/wireguard/hubshift.key"), "a key\n");
    expect(run(["--root", root]).status).toBe(0);
  });

  it.each([
    [["--rot"], 2, "error: there is no option --rot\n"],
    [["--root"], 2, "error: --root needs a folder\n"],
    [["--root", "/nowhere"], 1, "error: /nowhere/var/lib is no folder\n"],
  ])("refuses %j", async (args, status, message) => {
    expect((await unpacked())(args)).toMatchObject({ status, stderr: expect.stringContaining(message) });
  });
});

/** Programs that change the machine, replaced by ones that write down how they were called. */
const STUBS = {
  systemctl: 'case $1 in is-enabled) [ "$3" = frr.service ] ;; esac',
  "apt-get": ":",
  "dpkg-query": 'case $4 in frr) echo "install ok installed" ;; *) exit 1 ;; esac',
  sysctl: ":",
  nft: ":",
  ip: ":",
  wg: 'case $3 in latest-handshakes) printf "KEY\\t1795345376\\n" ;; *) echo "interface: $2" ;; esac',
  chown: ":",
};

/** Runs the script on this machine's paths, in a mount namespace where /etc and /var/lib are copies of `root`'s. */
function onMachine(root: string, here: string, args: readonly string[]) {
  const bin = join(here, "bin");
  mkdirSync(bin, { recursive: true });
  for (const [name, body] of Object.entries(STUBS))
    writeFileSync(join(bin, name), `#!/bin/sh\necho "${name} $*" >>"$CALLS"\n${body}\n`, { mode: 0o755 });
  const calls = join(here, "calls");
  writeFileSync(calls, "");
  const inside = 'mount --bind "$0/etc" /etc && mount --bind "$0/var/lib" /var/lib && exec sh "$@"';
  const { status, stdout, stderr } = spawnSync(
    "unshare",
    ["-m", "--propagation", "private", "sh", "-c", inside, root, join(here, "install.sh"), ...args],
    { encoding: "utf8", env: { PATH: `${bin}:${process.env.PATH}`, CALLS: calls } },
  );
  return { status, stdout, stderr, calls: readFileSync(calls, "utf8").trimEnd().split("\n") };
}

describe.runIf(isRoot)("install.sh on a machine, in a mount namespace of its own", () => {
  async function machine() {
    const [root, here] = [system(), folder()];
    cpSync("/etc/passwd", join(root, "etc/passwd"));
    cpSync("/etc/group", join(root, "etc/group"));
    await writeTree(here, packageOf());
    return { root, run: (...args: string[]) => onMachine(root, here, args) };
  }

  it("installs what is missing, then the files, then starts the units in order, and shows the tunnel", async () => {
    const { root, run } = await machine();
    const { status, stdout, stderr, calls } = run();
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    expect(stdout).toBe(
      "installing wireguard-tools nftables\ninterface: wg0\nSITE1-LF1 is set up, and a hub has answered\n",
    );
    expect(readFileSync(join(root, "etc/frr/frr.conf"), "utf8")).toBe(packageOf().get("files/etc/frr/frr.conf"));
    expect(calls.filter((call) => /^(apt-get|sysctl|systemctl (restart|daemon))/.test(call))).toEqual([
      "apt-get update -qq",
      "apt-get install -qq -y --no-install-recommends wireguard-tools nftables",
      "systemctl daemon-reload",
      "sysctl --quiet --load /etc/sysctl.d/90-hubshift.conf",
      "systemctl restart nftables.service",
      "systemctl restart hubshift-loopback.service",
      "systemctl restart wg-quick@wg0.service",
      "systemctl restart frr.service",
    ]);
    expect(calls.filter((call) => call.startsWith("chown"))).toHaveLength(3);
  });

  it("interrupts nothing the second time", async () => {
    const { run } = await machine();
    run();
    const { status, calls } = run();
    expect(status).toBe(0);
    expect(calls.filter((call) => call.startsWith("systemctl restart"))).toEqual([]);
    expect(calls.filter((call) => call.startsWith("systemctl start"))).toHaveLength(4);
  });

  it("--uninstall stops what it started, puts back what was there, and removes the packages that it added", async () => {
    const { root, run } = await machine();
    const before = snapshot(root);
    run();
    const { status, calls } = run("--uninstall");
    expect(status).toBe(0);
    expect(snapshot(root)).toEqual(before);
    expect(calls.filter((call) => !/is-enabled/.test(call))).toEqual([
      "systemctl disable --quiet --now nftables.service",
      "systemctl disable --quiet --now hubshift-loopback.service",
      "systemctl disable --quiet --now wg-quick@wg0.service",
      "systemctl daemon-reload",
      "ip address del 172.16.1.1/32 dev lo",
      "nft delete table inet hubshift",
      "systemctl restart frr.service",
      "apt-get purge -qq -y wireguard-tools nftables",
    ]);
  });

  it("refuses anybody but root, and changes nothing", async () => {
    const here = folder();
    await writeTree(here, packageOf());
    for (const path of [here, join(here, "install.sh")]) chmodSync(path, 0o755);
    const { status, stderr } = spawnSync(
      "setpriv",
      ["--reuid=65534", "--clear-groups", "sh", join(here, "install.sh")],
      {
        encoding: "utf8",
      },
    );
    expect({ status, stderr }).toEqual({
      status: 1,
      stderr: "error: only root can set up a router\nhint: run it with sudo, or as root\n",
    });
  });
});

describe.runIf(isRoot)("install.sh of a site with a firewall", () => {
  it("does not lock out whoever runs it over SSH", async () => {
    const plan = planOfFile("examples/offices/wan.yaml", { hubAddress: "203.0.113.1" });
    const run = await unpacked(packageOf(plan, "BRANCH"));
    const { status, stdout, stderr } = run([], { SSH_CONNECTION: "192.0.2.1 1 192.0.2.2 22" });
    expect(stdout).toBe("note: SSH will come in from these networks only: 192.168.20.0/24\n");
    expect({ status, stderr }).toMatchObject({ status: 1, stderr: expect.stringContaining("the firewall may end it") });
  });
});
