import { cpSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { GetParameterCommand, SSMClient } from "@aws-sdk/client-ssm";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { storeIn } from "../../src/cli/key-stores.ts";
import { createProgram } from "../../src/cli/program.ts";
import { rotationTable } from "../../src/cli/rotation-text.ts";
import { createSession } from "../../src/cli/session.ts";
import { loadWan } from "../../src/cli/wan.ts";
import { generateKeyPair } from "../../src/keys/index.ts";
import type { Subject, TunnelResult } from "../../src/rotation/index.ts";
import { packageRoot } from "../../src/system/index.ts";
import { startCloud } from "../cloud/local.ts";
import { capturedIo, emptyFolder, run } from "./run.ts";

/** A folder with the WAN of three offices and its keys. */
async function offices(): Promise<string> {
  const cwd = emptyFolder();
  cpSync(join(packageRoot(), "examples/offices/wan.yaml"), join(cwd, "wan.yaml"));
  expect((await run(["keys"], { cwd })).code).toBe(0);
  return cwd;
}

const keysIn = (cwd: string) =>
  Object.fromEntries(
    readdirSync(join(cwd, "keys")).map((file) => [file, readFileSync(join(cwd, "keys", file), "utf8")]),
  );

async function storeOf(cwd: string, subject: Subject) {
  const io = capturedIo({ cwd });
  const session = createSession(io, createProgram(io, { exitCode: 0 }));
  const { plan } = await loadWan(session);
  return storeIn(session, { plan, folder: join(cwd, "keys") }, subject);
}

describe("hubshift keys rotate", () => {
  it("names the sites' list for one that is none", async () => {
    const { code, stdout, stderr } = await run(["keys", "rotate", "NOWHERE"], { cwd: await offices() });
    expect([code, stdout]).toEqual([2, ""]);
    expect(stderr).toBe(
      'error: offices has no site "NOWHERE"\n' +
        "hint: name a site, or `hubs` for the key that both hubs share; `hubshift plan` lists the sites\n",
    );
  });

  it("needs the keys that the hosts were made from", async () => {
    const cwd = await offices();
    writeFileSync(join(cwd, "wan.yaml"), readFileSync(join(cwd, "wan.yaml"), "utf8").replace(/BRANCH/g, "DEPOT"));
    const { code, stderr } = await run(["keys", "rotate", "DEPOT"], { cwd });
    expect(code).toBe(2);
    expect(stderr).toMatch(/^error: .*DEPOT\.key: no such file/);
  });

  it("changes nothing when ssh does not reach a host", async () => {
    const cwd = await offices();
    const before = keysIn(cwd);
    writeFileSync(join(cwd, "ssh"), "Host *\n  HostName 127.0.0.1\n  Port 1\n");
    const { code, stdout, stderr } = await run(
      ["keys", "rotate", "BRANCH", "--ssh-config", join(cwd, "ssh"), "--json"],
      { cwd },
    );
    expect([code, stdout]).toEqual([1, ""]);
    expect(stderr).toMatch(/^error: (BRANCH|HUB-[AB]) /);
    expect(keysIn(cwd)).toEqual(before);
  });
});

describe("the key store beside wan.yaml", () => {
  it("keeps the new key beside the old one, private, until it is the current one", async () => {
    const cwd = await offices();
    const [before, pair] = [keysIn(cwd), generateKeyPair()];
    const subject: Subject = { kind: "site", site: "BRANCH" };
    const store = await storeOf(cwd, subject);
    await store.stage(pair);
    expect(keysIn(cwd)).toEqual({ ...before, "BRANCH.key.next": `${pair.privateKey}\n` });
    expect(statSync(join(cwd, "keys/BRANCH.key.next")).mode & 0o777).toBe(0o600);
    expect(await storeOf(cwd, subject)).toMatchObject({ current: store.current, staged: pair.publicKey });
    await store.commit();
    expect(keysIn(cwd)).toEqual({ ...before, "BRANCH.key": `${pair.privateKey}\n` });
    expect(await storeOf(cwd, subject)).toMatchObject({ current: pair.publicKey, staged: undefined });
  });

  it("forgets a key that was not proved", async () => {
    const cwd = await offices();
    const before = keysIn(cwd);
    const store = await storeOf(cwd, { kind: "site", site: "BRANCH" });
    await store.stage(generateKeyPair());
    await store.discard();
    expect(keysIn(cwd)).toEqual(before);
  });

  it("changes the parameter that hubs fetch their key from, where there is one", async () => {
    const cloud = await startCloud({ region: "eu-central-1" });
    onTestFinished(() => cloud.close());
    const { credentials, endpoint } = cloud.config;
    vi.stubEnv("AWS_ENDPOINT_URL", endpoint);
    vi.stubEnv("AWS_ACCESS_KEY_ID", credentials.accessKeyId);
    vi.stubEnv("AWS_SECRET_ACCESS_KEY", credentials.secretAccessKey);
    onTestFinished(() => void vi.unstubAllEnvs());
    const ssm = new SSMClient({ ...cloud.config, region: "eu-central-1" });
    onTestFinished(() => ssm.destroy());
    const stored = async () =>
      (await ssm.send(new GetParameterCommand({ Name: "/hubshift/offices/hub", WithDecryption: true }))).Parameter
        ?.Value;
    const cwd = await offices();
    const first = generateKeyPair();
    const unpushed = await storeOf(cwd, { kind: "hubs" });
    await unpushed.stage(first);
    await unpushed.commit();
    await expect(stored()).rejects.toMatchObject({ name: "ParameterNotFound" });
    expect((await run(["keys", "push"], { cwd })).code).toBe(0);
    expect(await stored()).toBe(first.privateKey);
    const second = generateKeyPair();
    const store = await storeOf(cwd, { kind: "hubs" });
    await store.stage(second);
    await store.commit();
    expect(await stored()).toBe(second.privateKey);
  }, 30_000);
});

describe("the result of a rotation", () => {
  const tunnel = (site: string, outcome: TunnelResult["outcome"], reason?: string): TunnelResult => ({
    site,
    hub: "HUB-A",
    old: "oldkey0123456789=",
    next: "newkey0123456789=",
    outcome,
    pauseMs: outcome === "rotated" ? 123 : undefined,
    reason,
  });
  const shown = (...tunnels: TunnelResult[]) => {
    const io = capturedIo({});
    const session = createSession(io, createProgram(io, { exitCode: 0 }));
    const pass = tunnels.every(({ outcome }) => outcome === "rotated");
    return rotationTable(session, { subject: "hubs", pass, resumed: !pass, tunnels });
  };

  it("is a line for each tunnel", () => {
    expect(shown(tunnel("BRANCH", "rotated"), tunnel("WAREHOUSE", "rotated"))).toMatchInlineSnapshot(`
      "SITE       HUB    OLD KEY      NEW KEY      PAUSE   RESULT
      BRANCH     HUB-A  oldkey01...  newkey01...  123 ms  rotated
      WAREHOUSE  HUB-A  oldkey01...  newkey01...  123 ms  rotated

      rotated: hubs, 2 of 2 tunnels proved"
    `);
  });

  it("says why a tunnel was not rotated", () => {
    expect(
      shown(
        tunnel("BRANCH", "rotated"),
        tunnel("WAREHOUSE", "kept", "no handshake with the key"),
        tunnel("OFFICE", "waiting"),
      ),
    ).toMatchInlineSnapshot(`
      "SITE       HUB    OLD KEY      NEW KEY      PAUSE   RESULT
      BRANCH     HUB-A  oldkey01...  newkey01...  123 ms  rotated
      WAREHOUSE  HUB-A  oldkey01...  newkey01...  -       kept the old key
      OFFICE     HUB-A  oldkey01...  newkey01...  -       not begun

      WAREHOUSE: no handshake with the key
      NOT ROTATED: hubs, 1 of 3 tunnels proved (went on with a rotation that was broken off)"
    `);
  });
});
