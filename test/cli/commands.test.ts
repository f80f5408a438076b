import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { packageRoot } from "../../src/system/index.ts";
import { emptyFolder, run } from "./run.ts";

const example = join(packageRoot(), "examples/dc1/wan.yaml");

/** A folder with the starter file. */
async function started(): Promise<string> {
  const cwd = emptyFolder();
  expect((await run(["init"], { cwd })).code).toBe(0);
  return cwd;
}

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}

describe("init and check", () => {
  it("init writes a file that check accepts", async () => {
    const { code, stdout, stderr } = await run(["check"], { cwd: await started() });
    expect({ code, stderr }).toEqual({
      code: 0,
      stderr: "next: `hubshift plan` shows every derived address, `hubshift drill` proves the failover\n",
    });
    expect(stdout).toContain("ok: wan.yaml: WAN wan1 (hot-standby) in us-east-1: 2 hubs, 2 sites");
  });

  it("check --profile overrides the file's", async () => {
    const { stdout } = await run(["plan", "--json", "--profile", "reference"], { cwd: await started() });
    expect(JSON.parse(stdout).profile).toBe("reference");
  });

  it("check --schema prints a JSON Schema, and needs no wan.yaml", async () => {
    const { code, stdout } = await run(["check", "--schema"]);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ type: "object", properties: { hubs: expect.anything() } });
  });
});

describe("plan", () => {
  it("shows every host and tunnel", async () => {
    const { code, stdout } = await run(["plan", "--wan", example]);
    expect(code).toBe(0);
    for (const text of ["DC1-SP1  primary  65000", "SITE3-LF1  65103  172.16.3.1", "wg2      51822  10.100.3.1/30"]) {
      expect(stdout).toContain(text);
    }
  });

  it("names the hosts for scripts", async () => {
    const { stdout } = await run(["plan", "--hosts", "--wan", example]);
    expect(stdout).toBe("DC1-SP1\nDC1-SP2\nSITE1-LF1\nSITE2-LF1\nSITE3-LF1\n");
  });
});

describe("keys and render", () => {
  it("keys makes what is missing, private, and prints no private key", async () => {
    const cwd = await started();
    const first = await run(["keys", "--json"], { cwd });
    const second = await run(["keys", "--json"], { cwd });
    const files = filesBelow(join(cwd, "keys"));
    expect(files).toHaveLength(5);
    expect(JSON.parse(first.stdout).created).toHaveLength(5);
    expect(JSON.parse(second.stdout)).toMatchObject({ created: [], keys: JSON.parse(first.stdout).keys });
    for (const file of files) {
      expect(statSync(file).mode & 0o777).toBe(0o600);
      expect(first.stdout + first.stderr + second.stdout).not.toContain(readFileSync(file, "utf8").trim());
    }
  });

  it("keys shows the hub link's keys of a hot standby too, and the reference has none", async () => {
    const cwd = await started();
    const names = async (...profile: string[]) => {
      const { stdout } = await run(["keys", "--json", ...profile], { cwd });
      return JSON.parse(stdout).keys.map(({ name }: { name: string }) => name);
    };
    expect(await names()).toEqual(["HUB1, HUB2", "HUB1 hub link", "HUB2 hub link", "SITE1", "SITE2"]);
    expect(await names("--profile", "reference")).toEqual(["HUB1, HUB2", "SITE1", "SITE2"]);
  });

  it("render writes every host's files and says which keys it made", async () => {
    const cwd = await started();
    const { code, stderr } = await run(["render", "--out", "hosts", "--hub-address", "203.0.113.10"], { cwd });
    expect(code).toBe(0);
    expect(stderr).toContain("created keys/wan1-hub.key (private: keep it out of version control)\n");
    expect(readdirSync(join(cwd, "hosts"))).toEqual(["HUB1", "HUB2", "SITE1", "SITE2"]);
    const tunnel = join(cwd, "hosts/SITE1/etc/wireguard/wg0.conf");
    expect(readFileSync(tunnel, "utf8")).toContain("Endpoint = 203.0.113.10:51820");
    expect(statSync(tunnel).mode & 0o777).toBe(0o600);
  });

  it("render --redacted shows files without private keys", async () => {
    const cwd = await started();
    const { stdout } = await run(["render", "--redacted", "--host", "HUB1", "--hub-address", "203.0.113.10"], { cwd });
    expect(stdout).toContain("PrivateKey = (hidden)\n");
    const keys = filesBelow(join(cwd, "keys")).map((file) => readFileSync(file, "utf8").trim());
    expect(keys).toHaveLength(5);
    for (const key of keys) expect(stdout).not.toContain(key);
  });

  it("render does not print private keys, and needs an address that sites can dial", async () => {
    const cwd = await started();
    expect(await run(["render"], { cwd })).toMatchObject({ code: 2, stdout: "" });
    expect(await run(["render", "--out", "hosts"], { cwd })).toMatchObject({ code: 2, stdout: "" });
    expect(readdirSync(cwd)).not.toContain("hosts");
  });
});

describe("completion", () => {
  it.each(["bash", "zsh", "fish"])("knows every command in %s", async (shell) => {
    const { code, stdout } = await run(["completion", shell]);
    expect(code).toBe(0);
    for (const word of ["check", "drill", "render", "hub-address"]) expect(stdout).toContain(word);
  });
});
