import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { referenceHosts } from "../adopt/reference.ts";
import { emptyFolder, run } from "./run.ts";

const ADDRESSES = { hubs: "203.0.113.10", site: (n: number) => `198.51.100.${n}` };

/** A folder with a host per folder, as a person would copy them together. */
function withHosts(change: (file: string, text: string) => string = (_, text) => text): string {
  const cwd = emptyFolder();
  for (const { file, text } of referenceHosts(ADDRESSES).flatMap((host) => host.files)) {
    const path = join(cwd, "hosts", file);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, change(file, text));
  }
  return cwd;
}

describe("adopt", () => {
  it("writes a wan.yaml that check accepts", async () => {
    const cwd = withHosts();
    const { code, stdout, stderr } = await run(["adopt", "hosts", "--out", "wan.yaml"], { cwd });
    expect({ code, stdout }).toEqual({ code: 0, stdout: "wrote wan.yaml\n" });
    expect(stderr).toContain("2 hubs (DC1-SP1, DC1-SP2), 3 sites\n");
    const checked = await run(["check", "--json"], { cwd });
    expect(JSON.parse(checked.stdout)).toMatchObject({ ok: true, wan: "dc1" });
  });

  it("takes the folders one by one, and prints without --out", async () => {
    const cwd = withHosts();
    const folders = readdirSync(join(cwd, "hosts")).map((host) => join("hosts", host));
    const one = await run(["adopt", ...folders, "--region", "eu-west-1", "--name", "wan7"], { cwd });
    expect(one.stdout).toContain("name: wan7\nregion: eu-west-1\n");
    expect((await run(["adopt", "hosts"], { cwd })).stdout).toContain("name: dc1\n");
  });

  it("reads what render wrote, and rendering it with the same keys changes no byte", async () => {
    const cwd = withHosts();
    await run(["adopt", "hosts", "--out", "wan.yaml"], { cwd });
    await run(["render", "--out", "first"], { cwd });
    const again = await run(["adopt", "first", "--out", "wan.yaml", "--force", "--json"], { cwd });
    expect(JSON.parse(again.stdout)).toMatchObject({ ok: true, differences: [], issues: [], leftOut: [] });
    const { stdout } = await run(["render", "--out", "first", "--json"], { cwd });
    const hosts = Object.values(JSON.parse(stdout).hosts) as { written: string[]; unchanged: string[] }[];
    expect(hosts.flatMap(({ written }) => written)).toEqual([]);
    expect(hosts.flatMap(({ unchanged }) => unchanged).length).toBeGreaterThan(30);
  });

  it.each([
    [
      ["--name", "a b"],
      'error: --name: "a b" cannot be a name: it has other characters than letters, digits and hyphens\n',
    ],
    [["--region", "mars"], 'error: --region: "mars" is not the name of an AWS region\n'],
  ])("refuses %j, and writes nothing", async (options, message) => {
    const cwd = withHosts();
    const { code, stdout, stderr } = await run(["adopt", "hosts", "--out", "wan.yaml", ...options], { cwd });
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toContain(message);
    expect(readdirSync(cwd)).toEqual(["hosts"]);
  });

  it("overwrites with --force only", async () => {
    const cwd = withHosts();
    writeFileSync(join(cwd, "wan.yaml"), "mine");
    const { code, stderr } = await run(["adopt", "hosts", "--out", "wan.yaml"], { cwd });
    expect({ code, stderr }).toEqual({
      code: 2,
      stderr:
        "error: wan.yaml exists already and is not overwritten\nhint: name another one with --out, or overwrite it with --force\n",
    });
    expect(readFileSync(join(cwd, "wan.yaml"), "utf8")).toBe("mine");
    expect((await run(["adopt", "hosts", "--out", "wan.yaml", "--force"], { cwd })).code).toBe(0);
  });

  it("says where a file cannot be read, and writes nothing", async () => {
    const cwd = withHosts((file, text) => (file === "DC1-SP1/wg1.conf" ? text.replace("51821", "many") : text));
    const { code, stderr } = await run(["adopt", "hosts", "--out", "wan.yaml"], { cwd });
    expect({ code, stderr }).toEqual({
      code: 2,
      stderr:
        "hosts/DC1-SP1/wg1.conf:4:14: ListenPort cannot be read\n  hint: it takes a port from 0 to 65535\n" +
        "error: 1 place in these files cannot be read, and nothing was written\nhint: correct them, or leave the host out\n",
    });
    expect(readdirSync(cwd)).toEqual(["hosts"]);
    const { stdout } = await run(["adopt", "hosts", "--json"], { cwd });
    expect(JSON.parse(stdout)).toMatchObject({ ok: false, issues: [{ code: "wg-value", line: 4, column: 14 }] });
  });

  it("says how many files have a PresharedKey, and shows none", async () => {
    const key = Buffer.alloc(32, 7).toString("base64");
    const cwd = withHosts((_, text) => text.replace("AllowedIPs", `PresharedKey = ${key}\nAllowedIPs`));
    const { stdout, stderr } = await run(["adopt", "hosts", "--json"], { cwd });
    expect(JSON.parse(stdout).presharedKeys).toContainEqual({ host: "SITE1-LF1", interfaces: ["wg0"] });
    const printed = await run(["adopt", "hosts"], { cwd });
    expect(printed.stderr).toContain("left out: the PresharedKeys in 9 files: see the top of the wan.yaml\n");
    expect(printed.stdout).toContain("#   DC1-SP1: wg0, wg1, wg2\n");
    expect(stdout + stderr + printed.stdout + printed.stderr).not.toContain(key.slice(0, 12));
  });

  it.each([
    [["adopt", "nowhere"], "error: nowhere: no such folder\n"],
    [["adopt", "."], "error: .: there is no host's configuration here\n"],
    [["adopt", "hosts/SITE1-LF1"], "error: none of these hosts is a hub\n"],
    [["adopt", "hosts", "hosts/DC1-SP1"], "error: two folders are named DC1-SP1\n"],
  ])("refuses %j", async (argv, message) => {
    const { code, stderr } = await run(argv, { cwd: withHosts() });
    expect(code).toBe(2);
    expect(stderr).toContain(message);
  });

  it("exits with 1 where the file needs completing, and says what", async () => {
    const { code, stdout, stderr } = await run(["adopt", "hosts/DC1-SP1"], { cwd: withHosts() });
    expect(code).toBe(1);
    expect(stdout).toContain("  # standby: ...");
    expect(stderr).toContain('hubs has no "standby"');
    expect(stderr).toContain("next: complete it, then `hubshift check`\n");
  });
});
