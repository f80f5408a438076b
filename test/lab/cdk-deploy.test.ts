import { copyFileSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { DrillResult } from "../../src/drill/index.ts";
import { attachLab, downLab, type LabStatus, listLabs } from "../../src/lab/index.ts";
import { packageRoot } from "../../src/system/index.ts";
import { run } from "../cli/run.ts";
import { cdkAgainst } from "../cloud/cloudformation/cdk.ts";
import { leftOver, nothing, type Place } from "../cloud/cloudformation/left-over.ts";
import { eventually, expectSuccess } from "./lab.support.ts";

const name = `test-cdk-${process.pid}`;
/** Hot standby, which needs the hubs' agents to be ready before it is drilled. */
const example = join(packageRoot(), "examples/dc1/wan.yaml");
const HUBS = ["DC1-SP1", "DC1-SP2"];

let folder: string;
let place: Place;
let cdk: ReturnType<typeof cdkAgainst>;

/** A command of ours in the project's folder; it must succeed. */
async function hubshift<T>(...argv: string[]): Promise<T> {
  const ran = await run([...argv, "--profile", "hot-standby", "--json"], { cwd: folder });
  expectSuccess(argv.join(" "), ran);
  return JSON.parse(ran.stdout);
}

const statesOf = async (names: readonly string[]) => {
  const { hosts } = await (await attachLab(name)).status();
  return hosts.filter((host) => names.includes(host.name)).map(({ state }) => state);
};

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "hubshift-cdk-lab-"));
  copyFileSync(example, join(folder, "wan.yaml"));
  const { cloudUrl: endpoint, region, credentials } = await hubshift<LabStatus>("lab", "up", "--bare", "--name", name);
  place = { endpoint, region, credentials };
  cdk = cdkAgainst(place, folder);
});

afterAll(async () => {
  if ((await listLabs()).some((lab) => lab.name === name)) await downLab(name);
  rmSync(folder, { recursive: true, force: true });
});

describe("what `cdk deploy` makes in an empty account is the WAN: it passes the drill, and `cdk destroy` leaves nothing of it", () => {
  it("has an empty account at first, and sites that have nobody to dial", async () => {
    expect(await leftOver(place)).toEqual(nothing);
    const { hosts, instances, allocationId } = await (await attachLab(name)).status();
    expect({ instances, allocationId }).toEqual({ instances: {}, allocationId: undefined });
    expect(hosts.map(({ kind, state }) => `${kind} ${state}`)).toEqual(["site off", "site off", "site off"]);
    expect(await run(["drill", "--lab", name, "--out", join(folder, "early")])).toMatchObject({ code: 1 });
  });

  it("deploys", async () => {
    await hubshift("keys", "push", "--lab", name);
    await hubshift("synth", "--boot");
    const printed = await cdk("deploy", "cdk.out", "--require-approval", "never");
    expect(printed).toContain("✅  hubshift-dc1\n");
    expect(Object.keys((await (await attachLab(name)).status()).instances)).toEqual(HUBS);
  });

  it("has hubs that installed themselves from what was deployed", async () => {
    const lab = await attachLab(name);
    for (const hub of HUBS)
      expect((await lab.run(hub, ["test", "-e", "/opt/hubshift/bundle/hub/install.sh"])).code).toBe(0);
  });

  it("passes the drill", async () => {
    const result = await hubshift<DrillResult>("drill", "--lab", name, "--out", join(folder, "run"));
    expect(result).toMatchObject({ wan: "dc1", mode: "hot-standby", cloud: "instant", pass: true, failures: [] });
    expect(result.steady.sent).toBeGreaterThan(9 * 5 * 10);
    expect(result.failover).toMatchObject({ moves: 1, holderBefore: "DC1-SP1", holderAfter: "DC1-SP2" });
    expect(result.failback).toMatchObject({ moves: 1, holderBefore: "DC1-SP2", holderAfter: "DC1-SP1" });
    expect(result.failover.pairs).toHaveLength(9);
  });

  it("has nothing to deploy the second time", async () => {
    expect(await cdk("deploy", "cdk.out", "--require-approval", "never")).toContain("(no changes)");
  });

  it("destroys, and the account is empty", async () => {
    expect(await cdk("destroy", "cdk.out", "--force")).toContain("✅  hubshift-dc1: destroyed");
    expect(await leftOver(place)).toEqual({ ...nothing, instances: ["terminated", "terminated"] });
    expect(await statesOf(HUBS)).toEqual(["off", "off"]);
  });

  it("comes up again at another address when `hubshift deploy` deploys it", async () => {
    expect(await hubshift("deploy", "--lab", name)).toMatchObject({ stack: "hubshift-dc1", result: "created" });
    const lab = await attachLab(name);
    const { hubAddress } = await lab.status();
    const dialled = async () => (await lab.run("SITE1-LF1", ["wg", "show", "wg0", "endpoints"])).stdout;
    const pings = async () => (await lab.run("SITE1-LF1", ["ping", "-c", "1", "-W", "1", "172.16.0.1"])).code;
    await eventually(
      "SITE1-LF1 is up",
      () => statesOf(["SITE1-LF1"]),
      ([state]) => state === "up",
      30_000,
    );
    expect(await dialled()).toContain(`${hubAddress}:51820`);
    await eventually("SITE1-LF1 reaches the hub", pings, (code) => code === 0, 30_000);
  });
});
