import { execFile, execFileSync } from "node:child_process";
import {
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
import { dirname, join, resolve } from "node:path";
import { promisify } from "node:util";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { generateKeyPair, type KeyRing } from "../../src/keys/index.ts";
import { keyParameters } from "../../src/plan/index.ts";
import { type HostTree, renderHost, renderHubBundle, renderUserData } from "../../src/render/index.ts";
import { planOfFile } from "./wans.ts";

const execute = promisify(execFile);
const golden = resolve(import.meta.dirname, "../golden/boot");
const shellcheck = await execute("shellcheck", ["--version"]).then(
  () => true,
  () => false,
);

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "hubshift-boot-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const profiles = ["reference", "hot-standby"] as const;
const plans = Object.fromEntries(
  profiles.map((profile) => [profile, planOfFile("examples/dc1/wan.yaml", { profile, hubAddress: "192.0.2.7" })]),
) as Record<(typeof profiles)[number], ReturnType<typeof planOfFile>>;

function keysOf(plan: (typeof plans)["reference"]): KeyRing {
  const linked = plan.hubs.filter(({ link }) => link);
  return {
    hub: generateKeyPair(),
    links: new Map(linked.map(({ name }) => [name, generateKeyPair()])),
    sites: new Map(plan.sites.map(({ name }) => [name, generateKeyPair()])),
  };
}

function write(root: string, tree: HostTree): void {
  for (const [path, text] of tree) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
}

/** Path below `root` to text, for every file. */
function read(root: string): Map<string, string> {
  const entries = readdirSync(root, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const paths = entries.map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1)).sort();
  return new Map(paths.map((path) => [path, readFileSync(join(root, path), "utf8")]));
}

describe.each(profiles)("the bundle of the %s profile", (profile) => {
  const plan = plans[profile];
  const keys = keysOf(plan);
  const bundle = renderHubBundle(plan, keys, "the agent's program\n");
  const script = bundle.get("install.sh") ?? "";

  it("holds no private key", () => {
    const secrets = [keys.hub, ...keys.links.values(), ...keys.sites.values()].map((pair) => pair.privateKey as string);
    expect(secrets.length).toBeGreaterThan(3);
    const text = [...bundle.values()].join("\n");
    for (const secret of secrets) expect(text.includes(secret)).toBe(false);
  });

  it("has a script that bash reads", async () => {
    await expect(script).toMatchFileSnapshot(join(golden, `install.${profile}.sh`));
    write(folder, bundle);
    execFileSync("bash", ["-n", join(folder, "install.sh")]);
  });

  it.skipIf(!shellcheck)("has a script that shellcheck finds nothing in", () => {
    write(folder, bundle);
    execFileSync("shellcheck", ["-s", "bash", "-e", "SC1091", join(folder, "install.sh")]);
  });

  it.each(plan.hubs.map(({ name }) => name))("makes the files that %s gets from `hubshift render`, once", (hub) => {
    const [source, root] = [join(folder, "bundle"), join(folder, "root")];
    write(source, bundle);
    const link = keys.links.get(hub);
    write(root, new Map([["etc/hubshift/keys/hub.key", `${keys.hub.privateKey}\n`]]));
    if (link) write(root, new Map([["etc/hubshift/keys/link.key", `${link.privateKey}\n`]]));
    const install = () =>
      execFileSync("bash", [join(source, "install.sh"), hub, plan.hubAddress ?? "", plan.region, root], {
        encoding: "utf8",
      });

    const output = install();
    const made = read(root);
    const expected = new Map([
      ...renderHost(plan, keys, hub),
      ...[...made].filter(([path]) => path.startsWith("etc/hubshift/keys/")),
      ...(profile === "hot-standby" ? [["opt/hubshift/hubshift-agent.mjs", "the agent's program\n"] as const] : []),
    ]);
    expect(Object.fromEntries(made)).toEqual(Object.fromEntries(expected));
    expect(output).not.toContain(keys.hub.privateKey);
    const modeOf = (path: string) => statSync(join(root, path)).mode & 0o777;
    expect([modeOf("etc/wireguard"), modeOf("etc/wireguard/wg0.conf")]).toEqual([0o700, 0o600]);
    expect([modeOf("etc/frr/frr.conf"), modeOf("etc/nftables.conf")]).toEqual([0o640, 0o644]);

    const inode = (path: string) => statSync(join(root, path)).ino;
    const before = [...made.keys()].map(inode);
    install();
    expect([...made.keys()].map(inode)).toEqual(before);
  });
});

it("an unknown hub gets nothing", () => {
  write(folder, renderHubBundle(plans.reference, keysOf(plans.reference), ""));
  const install = () =>
    execFileSync("bash", [join(folder, "install.sh"), "DC1-SP9", "", "", folder], { stdio: "pipe" });
  expect(install).toThrow(/usage: install.sh HUB ADDRESS REGION/);
  expect(existsSync(join(folder, "etc"))).toBe(false);
});

it("the parameters of the keys are the WAN's own", () => {
  expect(keyParameters(plans.reference)).toEqual({ hub: "/hubshift/dc1/hub", links: new Map() });
  expect(keyParameters(plans["hot-standby"])).toEqual({
    hub: "/hubshift/dc1/hub",
    links: new Map([
      ["DC1-SP1", "/hubshift/dc1/link/DC1-SP1"],
      ["DC1-SP2", "/hubshift/dc1/link/DC1-SP2"],
    ]),
  });
});

it("the user data is the golden one", async () => {
  const text = renderUserData({
    hub: "DC1-SP1",
    address: "192.0.2.7",
    region: "us-east-1",
    bundleUrl: "https://s3.us-east-1.amazonaws.com/bucket/bundle.gz",
    bundleSha256: "0".repeat(64),
    parametersUrl: "https://ssm.us-east-1.amazonaws.com/",
    keys: { "hub.key": "/hubshift/dc1/hub", "link.key": "/hubshift/dc1/link/DC1-SP1" },
  });
  await expect(text).toMatchFileSnapshot(join(golden, "user-data.py"));
  // https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/user-data.html: 16 KB before it is encoded.
  expect(Buffer.byteLength(text)).toBeLessThan(12_000);
});
