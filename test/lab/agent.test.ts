import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type FaultName, faults } from "../../src/drill/faults.ts";
import { measureOutage } from "../../src/drill/gaps.ts";
import { pairsOf } from "../../src/drill/pairs.ts";
import { startProbes } from "../../src/drill/probes.ts";
import { createLab, type Lab } from "../../src/lab/index.ts";
import { eventually, planOf, printed } from "./lab.support.ts";

let lab: Lab;
let folder: string;
const [primary, standby] = ["DC1-SP1", "DC1-SP2"];
/** A hub that is back waits for its sessions, proves that it is ready for a second, and gets the address. */
const SETTLED_MS = 60_000;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "hubshift-agent-"));
  const plan = planOf("dc1", "hot-standby");
  lab = await createLab({ name: `test-agent-${process.pid}`, plan, cloud: "instant" });
});
afterAll(async () => {
  await lab?.down();
  rmSync(folder, { recursive: true, force: true });
});
beforeEach(async () => {
  expect(await lab.waitEstablished(SETTLED_MS)).toMatchObject({ established: true });
  await eventually("the primary is active again", role(primary), (seen) => seen === "active", SETTLED_MS);
  await eventually("the standby is one again", role(standby), (seen) => seen === "standby", SETTLED_MS);
  expect(await lab.waitReady(SETTLED_MS)).toMatchObject({ ready: true });
});

const role = (hub: string) => async () => (await lab.agent(hub))?.role;

const moves = () => lab.journal.filter(({ kind }) => kind === "associate-requested").length;

/** Probes every pair while `work` is done and for `waitMs` after it, and says what the probes and the cloud saw. */
async function during(work: () => Promise<unknown>, waitMs: number) {
  const before = moves();
  const probes = startProbes(
    lab,
    pairsOf(lab.plan, () => ""),
    folder,
  );
  expect(await probes.untilAllAnswer(0, 10_000)).toMatchObject({ value: true });
  const from = Date.now();
  await work();
  await sleep(waitMs);
  const window = { from, to: Date.now() };
  await sleep(100);
  await probes.stop();
  const outages = probes.probes.map(({ replies }) => measureOutage(replies, window));
  expect(outages).toHaveLength(9);
  for (const { sent } of outages) expect(sent).toBeGreaterThan(waitMs / 60);
  return {
    gapMs: Math.max(...outages.map(({ gap }) => gap.to - gap.from)),
    lost: Math.max(...outages.map(({ lost }) => lost)),
    moves: moves() - before,
  };
}

describe("the standby relieves a hub that", () => {
  it.each([
    ["freeze-primary", 3_000, "stands still, and is not disturbed when it goes on"],
    ["kill-wireguard", 3_000, "has lost its WireGuard"],
    ["cut-primary-wan", 3_000, "is cut off from the internet and the cloud"],
    ["kill-frr", 300, "has lost its FRR"],
    ["no-forwarding", 1_000, "forwards no more"],
    ["lambda-outage", 1_500, "lost its power, though no function runs"],
    ["api-throttle", 3_000, "lost its power, though EC2 throttles"],
  ] as const satisfies readonly (readonly [FaultName, number, string])[])(
    "%s: within %i ms, one that %s",
    async (fault, boundMs) => {
      let mend = async () => {};
      const struck = await during(async () => {
        mend = await faults[fault].strike(lab);
      }, 5_000);
      expect(struck.moves).toBe(1);
      expect(struck.gapMs).toBeLessThanOrEqual(boundMs);
      const mended = await during(mend, 5_000);
      expect(mended.gapMs).toBeLessThanOrEqual(1_000);
    },
  );

  it.each(["lost-event", "duplicate-events"] as const)(
    "%s: is about to stop, within 300 ms, with one move there and one back",
    async (fault) => {
      let mend = async () => {};
      const struck = await during(async () => {
        mend = await faults[fault].strike(lab);
      }, 2_000);
      expect(struck.moves).toBe(1);
      expect(struck.gapMs).toBeLessThanOrEqual(300);
      const before = moves();
      await mend();
      await eventually("the primary is active again", role(primary), (seen) => seen === "active", SETTLED_MS);
      await sleep(2_000);
      expect(moves() - before).toBe(1);
    },
  );
});

describe("a site that is idle", () => {
  it("is reachable from the hub within 1 s of the promotion", async () => {
    await lab.stop(primary);
    await eventually("the standby is active", role(standby), (seen) => seen === "active", 5_000);
    const reached = lab.plan.sites.map(({ loopback }) =>
      printed(lab, standby, "ping", "-n", "-c", "1", "-i", "0.02", "-W", "1", "-w", "1", loopback),
    );
    expect(await Promise.all(reached)).toHaveLength(3);
    await lab.start(primary);
  });
});
