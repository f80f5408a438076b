import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type FaultName, faults } from "../../src/drill/faults.ts";
import { measureOutage } from "../../src/drill/gaps.ts";
import { movesOf } from "../../src/drill/moves.ts";
import { pairsOf } from "../../src/drill/pairs.ts";
import { startProbes } from "../../src/drill/probes.ts";
import { createLab, type Lab } from "../../src/lab/index.ts";
import { eventually, planOf } from "./lab.support.ts";

let lab: Lab;
let folder: string;
const primary = "DC1-SP1";
/** A hub that is back waits for its sessions, proves that it is ready, and gets the address when EC2 finds it well, too. */
const SETTLED_MS = 90_000;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "hubshift-agent-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The address moves six times in ten minutes at most, so that a laboratory lives for three faults. */
function inOneLaboratory(): void {
  beforeAll(async () => {
    const plan = planOf("dc1", "hot-standby");
    lab = await createLab({ name: `test-agent-${process.pid}`, plan, cloud: "instant" });
  });
  afterAll(() => lab?.down());
  beforeEach(async () => {
    await eventually("the primary is active", role(primary), (seen) => seen === "active", SETTLED_MS);
    expect(await lab.waitEstablished(SETTLED_MS)).toMatchObject({ established: true });
    expect(await lab.waitReady(SETTLED_MS)).toMatchObject({ ready: true });
  });
}

const role = (hub: string) => async () => (await lab.agent(hub))?.role;

const moves = () => movesOf(lab.journal, lab.allocationId).length;

/** Probes every pair while `work` is done and for `waitMs` after it, and says what the probes and the cloud saw. */
async function during(work: () => Promise<unknown>, waitMs: number) {
  const before = moves();
  const pairs = pairsOf(lab.plan, () => "");
  const probes = startProbes(lab, pairs, folder);
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
  return { gapMs: Math.max(...outages.map(({ gap }) => gap.to - gap.from)), moves: moves() - before };
}

/** Strikes, measures, and mends whatever came of it. */
async function struck(fault: FaultName, waitMs: number) {
  let mend = async () => {};
  try {
    return await during(async () => {
      mend = await faults[fault].strike(lab);
    }, waitMs);
  } finally {
    await mend();
  }
}

/** One move brings the packets back within `boundMs` while the fault lasts. */
async function expectRelief(fault: FaultName, waitMs: number, boundMs: number) {
  const { gapMs, moves } = await struck(fault, waitMs);
  expect(moves).toBe(1);
  expect(gapMs).toBeLessThanOrEqual(boundMs);
}

describe("the standby relieves a hub that is ill, detection included", () => {
  inOneLaboratory();

  it.each([
    ["kill-frr", 300, "has lost its FRR, by whose routes the kernel forwards on"],
    ["no-forwarding", 1_000, "forwards no more"],
    ["kill-wireguard", 3_000, "has lost its WireGuard"],
  ] as const)("%s: within %i ms, one that %s", (fault, boundMs, _claim) => expectRelief(fault, 5_000, boundMs));
});

describe("the standby relieves a hub that is out of reach, detection included", () => {
  inOneLaboratory();

  it.each([
    ["cut-primary-wan", 3_000, "is cut off from the internet and the cloud"],
    ["lambda-outage", 1_500, "lost its power, though no function runs"],
    ["freeze-primary", 3_000, "stands still"],
  ] as const)("%s: within %i ms, one that %s", (fault, boundMs, _claim) => expectRelief(fault, 5_000, boundMs));
});

describe("whatever happens to the cloud's calls and events", () => {
  inOneLaboratory();

  it.each([
    ["lost-event", 300, "is about to stop"],
    ["duplicate-events", 300, "is about to stop"],
    ["api-throttle", 3_000, "lost its power"],
  ] as const)(
    "%s: within %i ms, one move relieves a hub that %s, and one brings it back",
    async (fault, boundMs, _claim) => {
      const before = moves();
      await expectRelief(fault, 3_000, boundMs);
      await eventually("the primary is active again", role(primary), (seen) => seen === "active", SETTLED_MS);
      await sleep(1_000);
      expect(moves() - before).toBe(2);
    },
  );
});
