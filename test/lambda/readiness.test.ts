import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { FakeEc2, type FakeInstance, PRIMARY, STANDBY } from "../aws/fake-ec2.ts";
import { invoke, runtimeEnvironment, stateChange } from "./invoke.ts";

const whenReady = { FAILBACK_POLICY: "when-ready", HOLD_DOWN_SECONDS: "0" };
const failback = (event: unknown, settings = {}) =>
  invoke("failback", event, { settings: { ...whenReady, ...settings } });

function readiness(ready: boolean) {
  return {
    id: "7c1f9a3e-0000-4000-8000-000000000004",
    "detail-type": "Hub Readiness Change",
    source: "hubshift.hub",
    detail: { wan: "dc1", hub: "DC1-SP1", "instance-id": PRIMARY, ready, why: [] },
  };
}

let ec2: FakeEc2;
let primary: FakeInstance;

/** The primary says so `agoMs` ago, and has been so for `sinceMs`. */
function tag(ready: boolean, agoMs = 0, sinceMs = 60_000): void {
  primary.tags["hubshift:ready"] = `${ready}@${Date.now() - agoMs}/${Date.now() - sinceMs}`;
}

beforeEach(async () => {
  ec2 = new FakeEc2();
  ec2.state.holder = STANDBY;
  primary = ec2.state.instances[PRIMARY] as FakeInstance;
  for (const [name, value] of Object.entries(runtimeEnvironment(await ec2.listen()))) vi.stubEnv(name, value);
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await ec2.close();
});

describe("a failback when ready", () => {
  it.each([
    ["its own word", readiness(true)],
    ["its start", stateChange(PRIMARY, "running")],
  ])("goes to a primary that is ready, woken by %s", async (_by, event) => {
    tag(true);
    expect((await failback(event)).result).toMatchObject({
      holderAfter: PRIMARY,
      decision: { reason: { code: "failback" } },
    });
  });

  it("moves once for many words", async () => {
    tag(true);
    await failback(readiness(true));
    expect((await failback(readiness(true))).result?.decision.reason.code).toBe("already-there");
    expect(ec2.calls("AssociateAddress")).toHaveLength(1);
  });

  it.each([
    ["says that it is not", () => tag(false)],
    ["has not said so again", () => tag(true, 120_000)],
    ["has not said anything", () => undefined],
    [
      "said so before it was started",
      () => {
        tag(true, 30_000);
        primary.launchTime = new Date(Date.now() - 20_000).toISOString();
      },
    ],
  ])("does not go to a primary that %s", async (_name, prepare) => {
    prepare();
    const { result } = await failback(stateChange(PRIMARY, "running"));
    expect(result?.decision).toMatchObject({ action: "none", reason: { code: "primary-not-ready" } });
    expect(ec2.state.holder).toBe(STANDBY);
  });

  it("does not believe the event instead of the tag", async () => {
    tag(false);
    const { result } = await failback(readiness(true));
    expect(result?.decision.reason.code).toBe("primary-not-ready");
    // It may have been an old answer: it asked again.
    expect(ec2.calls("DescribeInstances")).toHaveLength(5);
  });

  it("does not go to a primary that has been silent since the address left it", async () => {
    tag(true, 30_000);
    ec2.state.addressTags["hubshift:moves"] = String(Date.now() - 20_000);
    expect((await failback(stateChange(PRIMARY, "running"))).result?.decision.reason.code).toBe("primary-not-ready");
    tag(true);
    expect((await failback(readiness(true))).result?.holderAfter).toBe(PRIMARY);
  });

  it("asks again when EC2 does not show the tag yet", async () => {
    ec2.freezeReads(6);
    tag(true);
    expect((await failback(readiness(true))).result?.holderAfter).toBe(PRIMARY);
  });

  it("does not go to a primary in maintenance", async () => {
    tag(true);
    primary.tags["hubshift:maintenance"] = "on";
    expect((await failback(readiness(true))).result?.decision.reason.code).toBe("primary-in-maintenance");
    primary.tags["hubshift:maintenance"] = "off";
    expect((await failback(readiness(true))).result?.holderAfter).toBe(PRIMARY);
  });

  it("keeps to the cap on moves", async () => {
    tag(true);
    ec2.state.addressTags["hubshift:moves"] = [4, 3, 2, 1].map((minutes) => Date.now() - minutes * 60_000).join(",");
    expect((await failback(readiness(true))).result?.decision).toMatchObject({
      action: "alert",
      reason: { code: "too-many-moves" },
    });
  });
});

describe("the hold-down", () => {
  it("is waited out", async () => {
    tag(true, 0, 100);
    const started = Date.now();
    const { result } = await failback(readiness(true), { HOLD_DOWN_SECONDS: "1" });
    expect(result?.holderAfter).toBe(PRIMARY);
    expect(Date.now() - started).toBeGreaterThanOrEqual(890);
  });

  it("begins anew when the primary was not ready meanwhile, and is waited for once", async () => {
    tag(true, 0, 0);
    const going = failback(readiness(true), { HOLD_DOWN_SECONDS: "1" });
    await vi.waitFor(() => expect(ec2.calls("DescribeInstances")).toHaveLength(1));
    setTimeout(() => tag(true, 0, 0), 500);
    const { result } = await going;
    expect(result?.decision).toMatchObject({ action: "none", reason: { code: "primary-held-down" } });
    expect(ec2.calls("DescribeInstances")).toHaveLength(2);
    expect(ec2.state.holder).toBe(STANDBY);
  });
});

it("a failover moves from a standby that stops to the primary that runs", async () => {
  Object.assign(ec2.state.instances[STANDBY] ?? {}, { state: "stopping" });
  const { result } = await invoke("failover", stateChange(STANDBY, "stopping"), { settings: whenReady });
  expect(result).toMatchObject({ holderAfter: PRIMARY, decision: { reason: { code: "holder-not-running" } } });
});
