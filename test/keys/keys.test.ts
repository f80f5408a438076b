import { execFileSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inspect } from "node:util";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { HubshiftError } from "../../src/errors/index.ts";
import { draftKeyRing, ephemeralKeyRing, generateKeyPair, publicKeyOf, readKeyRing } from "../../src/keys/index.ts";
import { example, planOf } from "../plan/wans.ts";

const plan = planOf(example("dc1"), { profile: "hot-standby" });
const SITES = ["SITE1-LF1.key", "SITE2-LF1.key", "SITE3-LF1.key"];
const FILES = [...SITES, "dc1-DC1-SP1-link.key", "dc1-DC1-SP2-link.key", "dc1-hub.key"];

let home: string;
let folder: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), "hubshift-keys-"));
  folder = join(home, "keys");
});
afterEach(() => rmSync(home, { recursive: true }));

const modeOf = (file: string) => statSync(file).mode & 0o777;

/** The ring of `wan` from `place`, with files for what was missing there. */
async function make(place = folder, wan = plan) {
  const { ring, missing, save } = await draftKeyRing(place, wan);
  await save();
  return { ring, created: missing.map(({ file }) => file.slice(place.length + 1)) };
}

async function refusal(attempt: (folder: string, wan: typeof plan) => Promise<unknown>): Promise<HubshiftError> {
  const error = await attempt(folder, plan).catch((e: unknown) => e);
  if (!(error instanceof HubshiftError)) throw new Error(`no refusal: ${inspect(error)}`);
  return error;
}

describe("a key pair", () => {
  it("is what wg makes of the same private key", () => {
    for (let i = 0; i < 10; i++) {
      const { privateKey, publicKey } = generateKeyPair();
      expect(execFileSync("wg", ["pubkey"], { input: privateKey, encoding: "utf8" }).trim()).toBe(publicKey);
      const bytes = Buffer.from(privateKey, "base64");
      expect([bytes.length, (bytes[0] ?? 1) & 7, (bytes[31] ?? 0) & 0xc0]).toEqual([32, 0, 0x40]);
    }
  });

  it("agrees with wg on a key of wg's own", () => {
    const privateKey = execFileSync("wg", ["genkey"], { encoding: "utf8" }).trim();
    expect(publicKeyOf(privateKey)).toBe(
      execFileSync("wg", ["pubkey"], { input: privateKey, encoding: "utf8" }).trim(),
    );
  });

  it("hides its private key from whoever prints it", () => {
    const pair = generateKeyPair();
    const ring = { hub: pair, sites: new Map([["SITE1", pair]]) };
    const printed = [
      JSON.stringify(ring),
      inspect(ring, { showHidden: true, depth: 9 }),
      String(pair),
      Object.values(pair),
      { ...pair },
    ];
    expect(JSON.stringify(printed)).not.toContain(pair.privateKey);
    expect(printed[0]).toContain("(hidden)");
  });

  it("of something else is refused without repeating it", () => {
    expect(() => publicKeyOf("c2VjcmV0")).toThrow(/^not a WireGuard private key$/);
  });
});

describe("a key ring", () => {
  it("makes what is missing, for its owner alone, and finds it again", async () => {
    const first = await make();
    expect(first.created.toSorted()).toEqual(FILES);
    expect(readdirSync(folder).toSorted()).toEqual(FILES);
    expect(modeOf(folder)).toBe(0o700);
    for (const file of FILES) expect(modeOf(join(folder, file))).toBe(0o600);

    const second = await make();
    expect(second.created).toEqual([]);
    expect(second.ring.hub.privateKey).toBe(first.ring.hub.privateKey);
    expect([...second.ring.sites.keys()]).toEqual(plan.sites.map((site) => site.name));
    for (const [name, keys] of second.ring.sites) {
      expect(keys.privateKey).toBe(first.ring.sites.get(name)?.privateKey);
      expect(readFileSync(join(folder, `${name}.key`), "utf8")).toBe(`${keys.privateKey}\n`);
    }
  });

  it("has a pair for each hub's end of the hub link, and none in the reference", async () => {
    const { ring } = await make();
    expect([...ring.links.keys()]).toEqual(["DC1-SP1", "DC1-SP2"]);
    expect(ring.links.get("DC1-SP1")?.publicKey).not.toBe(ring.links.get("DC1-SP2")?.publicKey);
    const reference = planOf(example("dc1"), { profile: "reference" });
    const other = join(home, "reference");
    const { created } = await make(other, reference);
    expect(created.toSorted()).toEqual([...SITES, "dc1-hub.key"]);
    expect(ephemeralKeyRing(reference).links.size).toBe(0);
  });

  it("of keys that are missing is in memory only until it is saved", async () => {
    const { ring, missing, save } = await draftKeyRing(folder, plan);
    expect(missing).toHaveLength(FILES.length);
    expect(readdirSync(home)).toEqual([]);
    await save();
    expect((await readKeyRing(folder, plan)).hub.privateKey).toBe(ring.hub.privateKey);
  });

  it("leaves existing keys as they are", async () => {
    const { privateKey } = generateKeyPair();
    mkdirSync(folder, { mode: 0o700 });
    writeFileSync(join(folder, "SITE2-LF1.key"), privateKey, { mode: 0o600 });
    const { ring, created } = await make();
    expect(created).toHaveLength(FILES.length - 1);
    expect(ring.sites.get("SITE2-LF1")?.privateKey).toBe(privateKey);
    expect(readFileSync(join(folder, "SITE2-LF1.key"), "utf8")).toBe(privateKey);
  });

  it("needs no file for a site that keeps its key to itself", async () => {
    const { publicKey } = generateKeyPair();
    const kept = { ...plan, sites: plan.sites.map((site, i) => (i === 0 ? { ...site, publicKey } : site)) };
    const { ring, created } = await make(folder, kept);
    expect(created).toHaveLength(FILES.length - 1);
    expect(ring.sites.get("SITE1-LF1")).toEqual({ publicKey });
  });

  it("names a missing key, and makes nothing", async () => {
    const error = await refusal(readKeyRing);
    expect([error.code, error.message.includes("dc1-hub.key")]).toEqual(["key-missing", true]);
    expect(readdirSync(home)).toEqual([]);
  });

  it.each([0o644, 0o640, 0o602])("refuses a key with mode %o, and makes nothing", async (mode) => {
    const { privateKey } = generateKeyPair();
    mkdirSync(folder, { mode: 0o700 });
    const file = join(folder, "SITE3-LF1.key");
    writeFileSync(file, privateKey);
    chmodSync(file, mode);
    const error = await refusal(make);
    expect(error.code).toBe("key-exposed");
    expect(error.hint).toContain(`chmod 600 ${file}`);
    expect(readdirSync(folder)).toEqual(["SITE3-LF1.key"]);
  });

  it("refuses a folder that others may write to", async () => {
    mkdirSync(folder);
    chmodSync(folder, 0o777);
    expect((await refusal(make)).code).toBe("key-exposed");
  });

  it.each(["", "not a key", `${"A".repeat(42)}B=`])("refuses a file with %j without repeating it", async (text) => {
    mkdirSync(folder, { mode: 0o700 });
    writeFileSync(join(folder, "dc1-hub.key"), text, { mode: 0o600 });
    const error = await refusal(make);
    expect(error.code).toBe("key-malformed");
    if (text) expect(error.message + error.hint).not.toContain(text);
  });

  it("refuses what is no ordinary file", async () => {
    mkdirSync(join(folder, "dc1-hub.key"), { recursive: true, mode: 0o700 });
    expect((await refusal(make)).code).toBe("key-unreadable");
    rmSync(folder, { recursive: true });
    writeFileSync(folder, "");
    expect((await refusal(make)).code).toBe("key-unreadable");
  });
});

it("ephemeralKeyRing has new private keys for everybody, whatever wan.yaml says", () => {
  const { publicKey } = generateKeyPair();
  const ring = ephemeralKeyRing({ ...plan, sites: plan.sites.map((site) => ({ ...site, publicKey })) });
  const keys = [ring.hub, ...ring.links.values(), ...ring.sites.values()];
  expect(keys).toHaveLength(6);
  expect(new Set(keys.map((pair) => pair.privateKey)).size).toBe(6);
  for (const pair of keys) expect(publicKeyOf(pair.privateKey ?? "")).toBe(pair.publicKey);
});
