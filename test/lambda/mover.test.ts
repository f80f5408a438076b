import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { ALLOCATION, FakeEc2, PRIMARY, STANDBY } from "../aws/fake-ec2.ts";
import { invoke, type LogEntry, runtimeEnvironment, stateChange } from "./invoke.ts";

const THROTTLED = { status: 503, code: "RequestLimitExceeded" };
const BROKEN = { status: 500, code: "InternalError" };
const alarm = {
  id: "7c1f9a3e-0000-4000-8000-000000000003",
  "detail-type": "CloudWatch Alarm State Change",
  source: "aws.cloudwatch",
  detail: { alarmName: "DC1-SP1-StatusFailed-Alarm", state: { value: "ALARM" } },
};

let ec2: FakeEc2;

beforeEach(async () => {
  ec2 = new FakeEc2();
  for (const [name, value] of Object.entries(runtimeEnvironment(await ec2.listen()))) vi.stubEnv(name, value);
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await ec2.close();
});

function hub(instanceId: string, state: string, check = "ok"): void {
  const instance = ec2.state.instances[instanceId];
  if (instance) Object.assign(instance, { state, check });
}

function line(logs: LogEntry[], message: string): LogEntry {
  const found = logs.filter((entry) => entry.message === message);
  expect(found, message).toHaveLength(1);
  return found[0] as LogEntry;
}

describe("failover", () => {
  it("moves the address of a hub that stops, and records it", async () => {
    hub(PRIMARY, "stopping");
    const before = Date.now();
    const { result } = await invoke("failover", stateChange(PRIMARY, "stopping"));
    expect(result).toMatchObject({
      intent: "failover",
      decision: { action: "move", to: STANDBY, reason: { code: "holder-not-running" } },
      holderBefore: PRIMARY,
      holderAfter: STANDBY,
    });
    expect(ec2.state.holder).toBe(STANDBY);
    expect(Number(ec2.state.addressTags["hubshift:moves"])).toBeGreaterThanOrEqual(before);
  });

  it("moves it once for two events, and never lets go of it first", async () => {
    hub(PRIMARY, "stopping");
    await invoke("failover", stateChange(PRIMARY, "stopping"));
    hub(PRIMARY, "stopped");
    const { result } = await invoke("failover", stateChange(PRIMARY, "stopped"));
    expect(result?.decision).toMatchObject({ action: "none", reason: { code: "already-there" } });
    expect(ec2.calls("AssociateAddress")).toHaveLength(1);
    expect(ec2.calls("DisassociateAddress")).toHaveLength(0);
  });

  it("moves it on the alarm when the hub is impaired", async () => {
    hub(PRIMARY, "running", "impaired");
    expect((await invoke("failover", alarm)).result?.decision.reason.code).toBe("holder-impaired");
    expect(ec2.state.holder).toBe(STANDBY);
  });

  it("does not believe an alarm about a hub that is well", async () => {
    expect((await invoke("failover", alarm)).result?.decision).toMatchObject({ action: "none" });
    expect(ec2.state.holder).toBe(PRIMARY);
  });

  it("does nothing, after asking again, on an event that comes after the hub is back", async () => {
    const { result } = await invoke("failover", stateChange(PRIMARY, "stopped"));
    expect(result?.decision).toMatchObject({ action: "none", reason: { code: "holder-works" } });
    expect(ec2.calls("DescribeInstances")).toHaveLength(5);
    expect(ec2.calls("AssociateAddress")).toHaveLength(0);
  });

  it.each([undefined, null, "text", {}, { detail: 7 }])("takes %j as a reason to look", async (event) => {
    expect((await invoke("failover", event)).result?.decision.reason.code).toBe("holder-works");
  });
});

describe("failback", () => {
  it("moves the address back to the primary hub that runs", async () => {
    ec2.state.holder = STANDBY;
    hub(PRIMARY, "running", "initializing");
    const { result } = await invoke("failback", stateChange(PRIMARY, "running"));
    expect(result).toMatchObject({
      holderBefore: STANDBY,
      holderAfter: PRIMARY,
      decision: { reason: { code: "failback" } },
    });
  });

  it("obeys the policy", async () => {
    ec2.state.holder = STANDBY;
    const settings = { FAILBACK_POLICY: "manual" };
    const { result } = await invoke("failback", stateChange(PRIMARY, "running"), { settings });
    expect(result?.decision.reason.code).toBe("failback-is-manual");
    expect(ec2.state.holder).toBe(STANDBY);
  });

  it("holds the address and calls a person after too many moves, without failing", async () => {
    ec2.state.holder = STANDBY;
    const moves = [4, 3, 2, 1].map((minutes) => Date.now() - minutes * 60_000).join(",");
    ec2.state.addressTags["hubshift:moves"] = moves;
    const { result, error, logs } = await invoke("failback", stateChange(PRIMARY, "running"));
    expect(error).toBeUndefined();
    expect(result?.decision.action).toBe("alert");
    expect(ec2.state).toMatchObject({ holder: STANDBY, addressTags: { "hubshift:moves": moves } });
    // The field that the template's metric filter counts.
    expect(line(logs, "decision")).toMatchObject({ level: "ERROR", decision: { action: "alert" } });
  });
});

describe("answers that are old", () => {
  it("about the hub are asked for again until they agree with the event", async () => {
    ec2.freezeReads(6);
    hub(PRIMARY, "stopping");
    const { result } = await invoke("failover", stateChange(PRIMARY, "stopping"));
    expect(result).toMatchObject({ decision: { action: "move" }, holderAfter: STANDBY });
    expect(ec2.calls("AssociateAddress")).toHaveLength(1);
  });

  it("about a hub that starts, too", async () => {
    ec2.state.holder = STANDBY;
    hub(PRIMARY, "pending");
    ec2.freezeReads(3);
    hub(PRIMARY, "running");
    expect((await invoke("failback", stateChange(PRIMARY, "running"))).result?.holderAfter).toBe(PRIMARY);
  });

  it("about the address after a move are waited out", async () => {
    hub(PRIMARY, "stopped");
    ec2.lagAfterMove = 3;
    expect((await invoke("failover", stateChange(PRIMARY, "stopped"))).result?.holderAfter).toBe(STANDBY);
    // One before the move, three that are old, two that agree.
    expect(ec2.calls("DescribeAddresses")).toHaveLength(6);
  });
});

describe("EC2 in trouble", () => {
  it("is asked again on throttling and server errors", async () => {
    hub(PRIMARY, "stopped");
    ec2.fail("DescribeAddresses", THROTTLED);
    ec2.fail("DescribeInstances", BROKEN);
    ec2.fail("AssociateAddress", THROTTLED, BROKEN);
    const { result } = await invoke("failover", stateChange(PRIMARY, "stopped"));
    expect(result?.holderAfter).toBe(STANDBY);
    expect(ec2.calls("AssociateAddress")).toHaveLength(3);
  });

  it("may refuse to record a move that was made", async () => {
    hub(PRIMARY, "stopped");
    ec2.fail("CreateTags", { status: 403, code: "UnauthorizedOperation" });
    const { result, logs } = await invoke("failover", stateChange(PRIMARY, "stopped"));
    expect(result?.holderAfter).toBe(STANDBY);
    expect(line(logs, "the move was not recorded").level).toBe("WARN");
  });

  it("that refuses the move makes the invocation fail, for Lambda to try again", async () => {
    hub(PRIMARY, "stopped");
    ec2.fail("AssociateAddress", { status: 403, code: "UnauthorizedOperation" });
    expect((await invoke("failover", stateChange(PRIMARY, "stopped"))).error?.name).toBe("UnauthorizedOperation");
  });

  it("that stays silent makes it fail within the function's time", async () => {
    ec2.fail("DescribeAddresses", {}, {}, {});
    const started = performance.now();
    const { error } = await invoke("failover", stateChange(PRIMARY, "stopped"), { remainingMs: 1_500 });
    expect(error?.name).toBe("AbortError");
    expect(performance.now() - started).toBeLessThan(1_500);
  });
});

describe("the log", () => {
  it("tells the holder before, the decision with its reason, and the holder after", async () => {
    hub(PRIMARY, "stopped");
    const { logs } = await invoke("failover", stateChange(PRIMARY, "stopped"));
    expect(logs.map((entry) => entry.message)).toEqual(["received event", "holder before", "decision", "holder after"]);
    expect(line(logs, "received event").event).toEqual({
      id: "7c1f9a3e-0000-4000-8000-000000000001",
      detailType: "EC2 Instance State-change Notification",
      claim: { instanceId: PRIMARY, state: "stopped" },
    });
    expect(line(logs, "holder before")).toMatchObject({
      holder: "DC1-SP1",
      instanceId: PRIMARY,
      allocationId: ALLOCATION,
    });
    expect(line(logs, "decision")).toMatchObject({
      level: "INFO",
      service: "hubshift-failover",
      function_request_id: "00000000-0000-4000-8000-000000000002",
      decision: { action: "move", toName: "DC1-SP2", reason: { code: "holder-not-running", text: expect.any(String) } },
    });
    expect(line(logs, "holder after")).toMatchObject({ holder: "DC1-SP2", instanceId: STANDBY });
  });

  it("holds no credentials", async () => {
    hub(PRIMARY, "stopped");
    const { logs } = await invoke("failover", { ...stateChange(PRIMARY, "stopped"), secret: "hunter2" });
    expect(logs.length).toBeGreaterThan(3);
    expect(JSON.stringify(logs)).not.toMatch(/not-a-secret|not-a-token|AKIDTEST|hunter2/);
  });
});
