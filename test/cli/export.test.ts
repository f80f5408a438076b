import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { packageRoot } from "../../src/system/index.ts";
import { emptyFolder, run } from "./run.ts";

async function started(): Promise<string> {
  const cwd = emptyFolder();
  await run(["init"], { cwd });
  return cwd;
}

const ADDRESS = ["--hub-address", "203.0.113.10"];

describe("export", () => {
  it("writes one archive for its owner alone, with the key that keys/ has, and prints no key", async () => {
    const cwd = await started();
    const first = await run(["export", "SITE1", ...ADDRESS], { cwd });
    expect(first).toMatchObject({
      code: 0,
      stdout: "wrote SITE1.tar.gz (8 files, mode 600, with the site's private key)\n",
    });
    expect(first.stderr).toContain("next: on the site's router: tar xzf SITE1.tar.gz && sudo sh SITE1/install.sh\n");
    const archive = readFileSync(join(cwd, "SITE1.tar.gz"));
    expect(statSync(join(cwd, "SITE1.tar.gz")).mode & 0o777).toBe(0o600);
    const keys = new Map(
      readdirSync(join(cwd, "keys")).map((f) => [f, readFileSync(join(cwd, "keys", f), "utf8").trim()]),
    );
    const content = gunzipSync(archive).toString();
    expect([...keys].filter(([, key]) => content.includes(key)).map(([file]) => file)).toEqual(["SITE1.key"]);
    for (const key of keys.values()) expect(first.stdout + first.stderr).not.toContain(key);
    const again = await run(["export", "SITE1", "--out", "again.tgz", "--json", ...ADDRESS], { cwd });
    expect(readFileSync(join(cwd, "again.tgz")).equals(archive)).toBe(true);
    expect(JSON.parse(again.stdout)).toMatchObject({ site: "SITE1", privateKey: true });
  });

  it.each([
    [["export", "HUB1", ...ADDRESS], "error: HUB1 is a hub, and archives are for sites\n"],
    [["export", "SITE9", ...ADDRESS], 'error: wan1 has no host "SITE9"\n'],
    [["export", "SITE1"], "error: the hubs of wan1 have no address yet that sites could dial\n"],
    [["render", "--out", "hosts"], "error: the hubs of wan1 have no address yet that sites could dial\n"],
    [["render", "--out", "hosts", "--host", "SITE9", ...ADDRESS], 'error: wan1 has no host "SITE9"\n'],
    [
      ["export", "SITE1", "--hub-address", "127.0.0.1"],
      "error: --hub-address: 127.0.0.1 cannot be the address of a host: it is in 127.0.0.0/8, which never leaves the machine\n" +
        "hint: use an ordinary unicast address\n",
    ],
    [["render", "--out", "hosts", "--hub-address", "10.1"], 'error: --hub-address: "10.1" is not an IPv4 address\n'],
  ])("%j is refused, and neither a file nor a key is made", async (argv, message) => {
    const cwd = await started();
    const { code, stderr } = await run(argv, { cwd });
    expect(code).toBe(2);
    expect(stderr).toContain(message);
    expect(readdirSync(cwd)).toEqual(["wan.yaml"]);
  });

  it("says where it cannot write", async () => {
    const cwd = await started();
    const { code, stderr } = await run(["export", "SITE1", ...ADDRESS, "--out", "no/where"], { cwd });
    expect({ code, stderr }).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("error: no/where: cannot be written (ENOENT)\n"),
    });
  });

  it("is offered the hosts' names by completion", async () => {
    const { stdout } = await run(["completion", "bash"], { cwd: packageRoot() });
    expect(stdout).toMatch(/" export"\).*hubshift plan --hosts/);
  });
});
