import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { readWan } from "../../src/plan/index.ts";
import { writeTree } from "../../src/system/index.ts";
import { collectionOfPasted, filesOf } from "../../src/verify/index.ts";
import { emptyFolder, type Ran, run } from "./run.ts";

const root = resolve(import.meta.dirname, "../..");
const reference = join(root, "test/golden/validate/reference-document");
const wan = join(root, "examples/dc1/wan.yaml");

const from = (folder: string, ...more: string[]) =>
  run(["validate", "--wan", wan, "--from", folder, ...more], { cwd: "/" });

interface Finding {
  id: string;
  subject: string;
  seen: string;
  verdict: string;
}

describe("validate --from, on the reference document's own captures", () => {
  let ran: Ran;
  let findings: Finding[];
  const of = (id: string) => findings.filter((finding) => finding.id === id);
  const verdicts = (id: string) => of(id).map(({ verdict }) => verdict);
  const all = (verdict: string, times: number) => Array.from({ length: times }, () => verdict);

  beforeAll(async () => {
    ran = await from(join(reference, "captures"), "--json");
    findings = JSON.parse(ran.stdout).findings;
  });

  it("reads every line of them", () => {
    expect(JSON.parse(ran.stdout).notes).toEqual([]);
    expect(ran.code).toBe(1);
  });

  it.each([
    ["6.1.3: every tunnel has a handshake, a keepalive and its addresses", "underlay.handshake", 9],
    ["6.1.3: every end keeps NAT open", "underlay.keepalive", 9],
    ["6.1.3: every end has its address", "underlay.address", 9],
    ["6.1.3: every end knows the other's key", "underlay.peer-key", 9],
    ["6.2.6: every session is established", "overlay.session", 9],
    ["6.2.6: every speaker advertises four prefixes", "overlay.sent", 9],
    ["6.2.6: every speaker has every prefix", "overlay.prefixes", 5],
    ["6.2.6: each prefix comes by its tunnel", "overlay.next-hop", 5],
    ["6.2.6: paths lead through the hub", "overlay.as-path", 5],
    ["6.2.7: no overlay prefix has a static route", "overlay.static", 5],
    ["6.3: every pair answers", "connectivity.ping", 9],
    ["6.3: by way of the hub", "connectivity.path", 9],
    ["6.5.3: host firewalls let everything through", "security.firewall", 5],
    ["6.5.4: every host forwards", "security.forwarding", 5],
  ])("confirms %s", (_claim, id, times) => {
    expect(verdicts(id)).toEqual(all("pass", times));
  });

  it("reports that kernel routes from AllowedIPs shadow BGP on the hubs, and not at the sites", () => {
    const routes = of("overlay.kernel-routes");
    expect(routes.map(({ subject, verdict }) => [subject, verdict])).toEqual([
      ["DC1-SP1", "fail"],
      ["DC1-SP2", "fail"],
      ["SITE1-LF1", "pass"],
      ["SITE2-LF1", "pass"],
      ["SITE3-LF1", "pass"],
    ]);
    expect(routes[0]?.seen).toContain("172.16.1.1/32 by hand or wg-quick on wg0");
  });

  it("reports MTU 8921 against 1420 at every end", () => {
    expect(of("underlay.mtu").map(({ seen, verdict }) => `${seen} ${verdict}`)).toEqual([
      ...all("8921 fail", 6),
      ...all("1420 fail", 3),
    ]);
  });

  it("reports equal router IDs", () => {
    expect(of("overlay.router-ids").map(({ seen, verdict }) => [seen, verdict])).toEqual([
      ["1.1.1.1 on DC1-SP1, 1.1.1.1 on DC1-SP2", "fail"],
    ]);
  });

  it("takes nothing for well that the document does not show", () => {
    const unknown = new Set(findings.filter(({ verdict }) => verdict === "unknown").map(({ id }) => id));
    expect([...unknown].sort()).toEqual([
      "availability.planned",
      "clocks.hubs",
      "security.group",
      "security.keys",
      "security.source-check",
      "security.wire",
      "underlay.passage",
    ]);
  });

  it("says all of it in words", async () => {
    const { stdout } = await from(join(reference, "captures"));
    const expected = join(reference, "expected.txt");
    if (process.env.UPDATE_GOLDEN) writeFileSync(expected, stdout);
    expect(stdout).toBe(readFileSync(expected, "utf8"));
  });
});

describe("validate --from, on a folder that --save wrote", () => {
  it("judges as it did when the folder was written", async () => {
    const read = readWan(readFileSync(wan, "utf8"));
    if (!read.ok) throw new Error("the example has issues");
    const captures = join(reference, "captures");
    const names = readdirSync(captures, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".txt"));
    expect(names.length).toBeGreaterThanOrEqual(18);
    const texts = new Map(names.map((name) => [name, readFileSync(join(captures, name), "utf8")]));
    const folder = emptyFolder();
    await writeTree(folder, filesOf(collectionOfPasted(read.plan, texts, 1_795_345_376_000).collection));
    const { code, stdout } = await from(folder);
    expect([code, stdout]).toEqual([1, readFileSync(join(reference, "expected.txt"), "utf8")]);
  });
});

describe("validate --from, on other folders", () => {
  const folderOf = (files: Record<string, string>): string => {
    const folder = emptyFolder();
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(resolve(folder, path, ".."), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
    return folder;
  };

  it("says file and line of what it cannot place, and repeats none of it", async () => {
    const folder = folderOf({
      "DC1-SP1/all.txt":
        "root@DC1-SP1:~# cat wg0.conf\nPrivateKey = secret\nroot@DC1-SP1:~# sysctl net.ipv4.ip_forward\nnet.ipv4.ip_forward = 1\n",
      "notes.txt": "nothing of any host\n",
      "sysctl.SITE1-LF1.txt": "net.ipv4.ip_forward = 0\n",
    });
    const { code, stderr, stdout } = await from(folder);
    expect(code).toBe(1);
    expect(stderr).toContain(`${folder}/DC1-SP1/all.txt:2: this line belongs to no output that is judged`);
    expect(stderr).toContain(
      `${folder}/notes.txt:1: neither the folder nor the file's name tells whose output this is`,
    );
    expect(stderr + stdout).not.toContain("secret");
    expect(stdout).toContain("net.ipv4.ip_forward = 0");
  });

  it("names the place of a line that no parser understands", async () => {
    const folder = folderOf({ "DC1-SP1/a.txt": "\n$ sysctl net.ipv4.ip_forward\nnet.ipv4.ip_forward = 1\nand more\n" });
    const { stdout } = await from(folder);
    expect(stdout).toContain("DC1-SP1/a.txt, line 4 is not understood");
  });

  it("refuses a folder that is not there, has nothing, or whose index is broken", async () => {
    expect(await from("/nowhere/at/all")).toMatchObject({ code: 2, stdout: "" });
    expect(await from(folderOf({}))).toMatchObject({ code: 2, stdout: "" });
    expect(await from(folderOf({ "DC1-SP1/a.txt": "\n" }))).toMatchObject({ code: 2, stdout: "" });
    const broken = await from(folderOf({ "collection.json": "{" }));
    expect(broken).toMatchObject({ code: 2, stdout: "" });
    expect(broken.stderr).toContain("collection.json is not what `hubshift validate --save` writes");
  });
});
