import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type Aws, createAws } from "../../src/aws/index.ts";
import { ALLOCATION, FakeEc2, PRIMARY, STANDBY } from "./fake-ec2.ts";

const THROTTLED = { status: 503, code: "RequestLimitExceeded" };
const BROKEN = { status: 500, code: "InternalError" };

let ec2: FakeEc2;
let aws: Aws;

beforeEach(async () => {
  ec2 = new FakeEc2();
  aws = createAws({
    region: "us-east-1",
    endpoint: await ec2.listen(),
    credentials: { accessKeyId: "AKIDTEST", secretAccessKey: "not-a-secret" },
  });
});
afterEach(() => ec2.close());

describe("the address", () => {
  it("is read with its holder and its history", async () => {
    ec2.state.addressTags["hubshift:moves"] = "1000,2000,oops,3000";
    expect(await aws.readAddress(ALLOCATION)).toEqual({
      allocationId: ALLOCATION,
      publicIp: "203.0.113.10",
      associationId: "eipassoc-0f",
      holder: PRIMARY,
      moves: [1000, 2000, 3000],
    });
  });

  it("may have no holder", async () => {
    ec2.state.holder = undefined;
    expect(await aws.readAddress(ALLOCATION)).toMatchObject({ holder: undefined, associationId: undefined, moves: [] });
  });

  it("moves in one request", async () => {
    expect(await aws.associate(ALLOCATION, STANDBY)).toBe("eipassoc-0f");
    expect(ec2.requests).toHaveLength(1);
    expect(Object.fromEntries(ec2.requests[0] ?? [])).toMatchObject({
      Action: "AssociateAddress",
      AllocationId: ALLOCATION,
      InstanceId: STANDBY,
      AllowReassociation: "true",
    });
  });

  it("keeps the latest 16 moves, which fit into a tag", async () => {
    const moves = Array.from({ length: 20 }, (_, i) => 1_800_000_000_000 + i);
    await aws.recordMoves(ALLOCATION, moves);
    expect(ec2.state.addressTags["hubshift:moves"]?.length).toBeLessThanOrEqual(256);
    expect((await aws.readAddress(ALLOCATION)).moves).toEqual(moves.slice(4));
  });

  it("throws EC2's own error for one that does not exist", async () => {
    await expect(aws.readAddress("eipalloc-0dead")).rejects.toMatchObject({ name: "InvalidAllocationID.NotFound" });
    expect(ec2.requests).toHaveLength(1);
  });
});

describe("the hubs", () => {
  it.each([
    ["running", "ok", true],
    ["running", "impaired", false],
    ["running", "initializing", undefined],
    ["running", "insufficient-data", undefined],
    ["stopped", "ok", undefined],
  ])("%s with checks %s: healthy is %s", async (state, check, healthy) => {
    ec2.state.instances[PRIMARY] = { state, check, tags: {} };
    expect(await aws.readHubs([PRIMARY])).toEqual([{ instanceId: PRIMARY, state, healthy, maintenance: false }]);
    expect(ec2.calls("DescribeInstanceStatus")[0]?.get("IncludeAllInstances")).toBe("true");
  });

  it("come in the order asked for, as one state with the address", async () => {
    await aws.setMaintenance(STANDBY, true);
    const wan = {
      allocationId: ALLOCATION,
      primary: { instanceId: PRIMARY, name: "DC1-SP1" },
      standby: { instanceId: STANDBY, name: "DC1-SP2" },
    };
    expect(await aws.readState(wan)).toEqual({
      address: { allocationId: ALLOCATION, associationId: "eipassoc-0f", holder: PRIMARY },
      hubs: [
        { ...wan.primary, role: "primary", state: "running", healthy: true, ready: undefined, maintenance: false },
        { ...wan.standby, role: "standby", state: "running", healthy: true, ready: undefined, maintenance: true },
      ],
      moves: [],
    });
    await aws.setMaintenance(STANDBY, false);
    expect((await aws.readHubs([STANDBY]))[0]?.maintenance).toBe(false);
  });

  it("stop and start, and are waited for", async () => {
    await aws.stopInstance(PRIMARY, { force: true });
    expect(ec2.calls("StopInstances")[0]?.get("Force")).toBe("true");
    expect(await aws.waitForState(PRIMARY, "stopped", { timeoutMs: 1_000 })).toMatchObject({ reached: true });
    await aws.startInstance(PRIMARY);
    expect((await aws.readHubs([PRIMARY]))[0]?.state).toBe("running");
  });
});

describe("waiting", () => {
  it("says that the deadline passed, not much after it", async () => {
    const { reached, durationMs } = await aws.waitForState(PRIMARY, "stopped", { timeoutMs: 400 });
    expect(reached).toBe(false);
    expect(durationMs).toBeLessThan(800);
  });

  it("wants two readings that agree on the holder", async () => {
    ec2.lagAfterMove = 2;
    await aws.associate(ALLOCATION, STANDBY);
    expect(await aws.waitForHolder(ALLOCATION, STANDBY, { timeoutMs: 5_000 })).toMatchObject({ reached: true });
    expect(ec2.calls("DescribeAddresses")).toHaveLength(4);
  });

  it("ends when it is aborted", async () => {
    const limited = aws.within(AbortSignal.timeout(100));
    const waiting = limited.waitForState(PRIMARY, "stopped", { timeoutMs: 10_000, signal: AbortSignal.timeout(100) });
    await expect(waiting).rejects.toThrow();
  });
});

describe("requests that fail", () => {
  it("are tried again on throttling and server errors", async () => {
    ec2.fail("AssociateAddress", THROTTLED, BROKEN);
    await aws.associate(ALLOCATION, STANDBY);
    expect(ec2.calls("AssociateAddress")).toHaveLength(3);
    expect(ec2.state.holder).toBe(STANDBY);
  });

  it("are tried again when nothing answers", async () => {
    ec2.fail("DescribeAddresses", {});
    expect((await aws.readAddress(ALLOCATION)).holder).toBe(PRIMARY);
    expect(ec2.calls("DescribeAddresses")).toHaveLength(2);
  });

  it("are given up after six attempts, with EC2's own error", async () => {
    ec2.fail("DescribeAddresses", ...Array.from({ length: 6 }, () => BROKEN));
    await expect(aws.readAddress(ALLOCATION)).rejects.toMatchObject({ name: "InternalError" });
    expect(ec2.calls("DescribeAddresses")).toHaveLength(6);
  });
});
