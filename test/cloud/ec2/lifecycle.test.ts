import {
  AssociateAddressCommand,
  DescribeAddressesCommand,
  DescribeInstanceStatusCommand,
  DescribeInstancesCommand,
  RebootInstancesCommand,
  StartInstancesCommand,
  StopInstancesCommand,
} from "@aws-sdk/client-ec2";
import { afterEach, describe, expect, it } from "vitest";
import { delayProfiles } from "../../../src/cloud/index.ts";
import { errorOf, startCloud, type TestCloud } from "../local.ts";
import { type RecordingDataPlane, recordingDataPlane } from "../recorder.ts";
import { deployHubs, type Hubs } from "./vpc.ts";

let cloud: TestCloud;
let hubs: Hubs;
let plane: RecordingDataPlane;

async function start(delays: Partial<typeof delayProfiles.instant> = {}, slow = {}) {
  plane = recordingDataPlane(slow);
  cloud = await startCloud({ dataPlane: plane, profile: { ...delayProfiles.instant, ...delays } });
  hubs = await deployHubs(cloud);
}
afterEach(() => cloud.close());

const powered = () => expect.poll(() => plane.orders).toContain(`start ${hubs.primary}`);
const entered = (state: string, instanceId = hubs.primary) =>
  cloud.seen(
    ({ kind, detail, at }) =>
      kind === "instance-state" && detail.state === state && detail.instanceId === instanceId && at >= mark,
  );
let mark = 0;
const statesOf = (instanceId: string) =>
  cloud.journal
    .filter(({ kind, detail }) => kind === "instance-state" && detail.instanceId === instanceId)
    .map(({ detail }) => detail.state);

async function describeOne(instanceId: string) {
  const { Reservations } = await cloud.ec2.send(new DescribeInstancesCommand({ InstanceIds: [instanceId] }));
  return Reservations?.[0]?.Instances?.[0];
}

describe("the machine behind an instance", () => {
  it("is attached, gets its rules, then power", async () => {
    await start();
    const own = () =>
      plane.orders.filter((order) => /DC1-SP1|^(authorize|start)/.test(order) && !order.includes(hubs.standby));
    await expect
      .poll(own)
      .toEqual([
        "attach DC1-SP1 10.0.0.10 in 10.0.0.0/24",
        `authorize ${hubs.primary} udp 51820-51822 0.0.0.0/0`,
        `start ${hubs.primary}`,
      ]);
  });

  it("is shut down, and the instance is stopped when it is off", async () => {
    await start({ stoppingMs: 20 }, { stop: 30 });
    mark = performance.timeOrigin + performance.now();
    const { StoppingInstances } = await cloud.ec2.send(new StopInstancesCommand({ InstanceIds: [hubs.primary] }));
    expect(StoppingInstances?.[0]).toMatchObject({ PreviousState: { Name: "running" }, CurrentState: { Code: 64 } });
    expect(await describeOne(hubs.primary)).toMatchObject({
      State: { Name: "stopping" },
      StateReason: { Code: "Client.UserInitiatedShutdown" },
      StateTransitionReason: expect.stringMatching(/^User initiated \(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d GMT\)$/),
    });
    expect((await errorOf(cloud.ec2.send(new StartInstancesCommand({ InstanceIds: [hubs.primary] })))).code).toBe(
      "IncorrectInstanceState",
    );
    const { at } = await entered("stopped");
    expect(at - mark).toBeGreaterThanOrEqual(49);
    expect(plane.orders).toContain(`stop ${hubs.primary} shutdown`);
    expect((await describeOne(hubs.primary))?.PublicIpAddress).toBeUndefined();
  });

  it("loses its power with Force", async () => {
    await start();
    await cloud.ec2.send(new StopInstancesCommand({ InstanceIds: [hubs.primary], Force: true }));
    await entered("stopped");
    expect(plane.orders).toContain(`stop ${hubs.primary} power-off`);
  });

  it("loses its power at once with Force, also while a shutdown hangs", async () => {
    await start({}, { stop: 5_000 });
    const orderly = plane.stop;
    plane.stop = (id, how) => (how === "power-off" ? Promise.resolve() : orderly(id, how));
    await cloud.ec2.send(new StopInstancesCommand({ InstanceIds: [hubs.primary] }));
    mark = performance.timeOrigin + performance.now();
    await cloud.ec2.send(new StopInstancesCommand({ InstanceIds: [hubs.primary], Force: true }));
    const { at } = await entered("stopped");
    expect(at - mark).toBeLessThan(1_000);
  });

  it("boots after the instance is running, and not when it was stopped before that", async () => {
    await start({ bootMs: 100 });
    expect(plane.orders.filter((order) => order.startsWith("start"))).toEqual([]);
    expect(await describeOne(hubs.primary)).toMatchObject({ State: { Name: "running" } });
    await cloud.ec2.send(new StopInstancesCommand({ InstanceIds: [hubs.primary] }));
    await entered("stopped");
    await new Promise((resolve) => setTimeout(resolve, 150));
    expect(plane.orders.filter((order) => order.startsWith("start"))).toEqual([`start ${hubs.standby}`]);
  });

  it("went off by itself", async () => {
    await start();
    await powered();
    cloud.poweredOff(hubs.primary);
    cloud.poweredOff(hubs.primary);
    cloud.poweredOff("i-unknown");
    await entered("stopped");
    expect(await describeOne(hubs.primary)).toMatchObject({
      State: { Name: "stopped" },
      StateReason: { Code: "Client.InstanceInitiatedShutdown", Message: expect.stringContaining("Instance initiated") },
    });
    expect(statesOf(hubs.primary)).toEqual(["pending", "running", "stopping", "stopped"]);
    await cloud.ec2.send(new StartInstancesCommand({ InstanceIds: [hubs.primary] }));
    expect((await describeOne(hubs.primary))?.StateReason).toBeUndefined();
  });

  it("is rebooted without a change of state", async () => {
    await start();
    await powered();
    await cloud.ec2.send(new RebootInstancesCommand({ InstanceIds: [hubs.primary] }));
    expect((await describeOne(hubs.primary))?.State?.Name).toBe("running");
    await expect.poll(() => plane.orders.slice(-2)).toEqual([`stop ${hubs.primary} shutdown`, `start ${hubs.primary}`]);
    expect(statesOf(hubs.primary)).toEqual(["pending", "running"]);
  });

  it("is not taken for gone when a reboot turns it off", async () => {
    await start();
    await powered();
    const stop = plane.stop;
    plane.stop = async (id, how) => {
      await stop(id, how);
      cloud.poweredOff(id);
    };
    await cloud.ec2.send(new RebootInstancesCommand({ InstanceIds: [hubs.primary] }));
    await expect.poll(() => plane.orders.filter((order) => order === `start ${hubs.primary}`)).toHaveLength(2);
    expect(statesOf(hubs.primary)).toEqual(["pending", "running"]);
  });

  it("is impaired once it has answered and does no more", async () => {
    await start();
    const status = async () => {
      const command = new DescribeInstanceStatusCommand({ InstanceIds: [hubs.primary], IncludeAllInstances: true });
      return (await cloud.ec2.send(command)).InstanceStatuses?.[0]?.InstanceStatus?.Status;
    };
    plane.silent.add(hubs.primary);
    expect(await status()).toBe("initializing");
    plane.silent.delete(hubs.primary);
    expect(await status()).toBe("ok");
    plane.silent.add(hubs.primary);
    expect(await status()).toBe("impaired");
    await cloud.ec2.send(new StopInstancesCommand({ InstanceIds: [hubs.primary] }));
    expect(await status()).toBe("not-applicable");
  });
});

describe("events", () => {
  it("tell of each state in EC2's own form, after eventMs", async () => {
    await start({ eventMs: 40 });
    const { detail, at } = await cloud.seen(({ kind, detail }) => kind === "event" && eventState(detail) === "running");
    const instance = String((detail as { resources: string[] }).resources[0]).split("/")[1];
    expect(detail).toMatchObject({
      version: "0",
      source: "aws.ec2",
      "detail-type": "EC2 Instance State-change Notification",
      account: "111122223333",
      region: "eu-west-1",
      resources: [`arn:aws:ec2:eu-west-1:111122223333:instance/${instance}`],
      detail: { "instance-id": instance, state: "running" },
    });
    const state = await cloud.seen(
      ({ kind, detail: d }) => kind === "instance-state" && d.state === "running" && d.instanceId === instance,
    );
    expect(at - state.at).toBeGreaterThanOrEqual(39);
  });
});

const eventState = (detail: Record<string, unknown>) => (detail.detail as { state?: string } | undefined)?.state;
describe("moving an address", () => {
  const associate = (InstanceId: string, more = {}) =>
    cloud.ec2.send(new AssociateAddressCommand({ AllocationId: hubs.allocationId, InstanceId, ...more }));
  const effective = (instanceId: string) =>
    cloud.seen(({ kind, detail }) => kind === "associate-effective" && detail.instanceId === instanceId);
  const holder = async () => (await cloud.ec2.send(new DescribeAddressesCommand())).Addresses?.[0];

  it("is answered at once, and packets follow after associateMs", async () => {
    await start({ associateMs: 60 });
    const before = performance.timeOrigin + performance.now();
    const { AssociationId } = await associate(hubs.primary);
    expect(await holder()).toMatchObject({ InstanceId: hubs.primary, AssociationId, PrivateIpAddress: "10.0.0.10" });
    expect(plane.orders).not.toContain(`associate 203.0.113.10 ${hubs.primary} 10.0.0.10`);
    const { at } = await effective(hubs.primary);
    expect(at - before).toBeGreaterThanOrEqual(59);
    expect(plane.orders).toContain(`associate 203.0.113.10 ${hubs.primary} 10.0.0.10`);
    expect(cloud.journal.find(({ kind }) => kind === "associate-requested")?.detail).toEqual({
      publicIp: "203.0.113.10",
      allocationId: hubs.allocationId,
      instanceId: hubs.primary,
      caller: "arn:aws:iam::111122223333:root",
    });
  });

  it("takes the lent address from the new holder and lends the old one another", async () => {
    await start();
    await associate(hubs.primary);
    expect((await describeOne(hubs.primary))?.PublicIpAddress).toBe("203.0.113.10");
    const first = (await describeOne(hubs.standby))?.PublicIpAddress;
    await associate(hubs.standby);
    await effective(hubs.standby);
    expect((await describeOne(hubs.standby))?.PublicIpAddress).toBe("203.0.113.10");
    expect((await describeOne(hubs.primary))?.PublicIpAddress).toMatch(/^203\.0\.113\.1[3-9]\d$/);
    await expect.poll(() => plane.orders).toContain(`associate ${first} nobody`);
  });

  it("keeps its order when the first move takes longer than the second", async () => {
    await start({}, { associate: 20 });
    await associate(hubs.primary);
    await associate(hubs.standby);
    await effective(hubs.standby);
    const moves = plane.orders.filter((order) => order.startsWith("associate 203.0.113.10 "));
    expect(moves.map((order) => order.split(" ")[2])).toEqual([hubs.primary, hubs.standby]);
  });

  it("leaves the address with an instance that stops, and lets a stopped one have it", async () => {
    await start();
    await associate(hubs.primary);
    await cloud.ec2.send(new StopInstancesCommand({ InstanceIds: [hubs.primary] }));
    await entered("stopped");
    expect((await holder())?.InstanceId).toBe(hubs.primary);
    await associate(hubs.standby);
    await associate(hubs.primary);
    expect((await holder())?.InstanceId).toBe(hubs.primary);
  });

  it("is refused for a held address only when reassociation is forbidden", async () => {
    await start();
    const { AssociationId } = await associate(hubs.primary);
    expect(await errorOf(associate(hubs.standby, { AllowReassociation: false }))).toEqual({
      code: "Resource.AlreadyAssociated",
      message: `resource ${hubs.allocationId} is already associated with associate-id ${AssociationId}`,
      status: 400,
    });
    expect((await associate(hubs.primary, { AllowReassociation: false })).AssociationId).toBe(AssociationId);
    expect((await associate(hubs.standby)).AssociationId).not.toBe(AssociationId);
  });

  it("is refused for an instance that is pending", async () => {
    await start({ pendingMs: 30 });
    await cloud.ec2.send(new StopInstancesCommand({ InstanceIds: [hubs.primary] }));
    await entered("stopped");
    await cloud.ec2.send(new StartInstancesCommand({ InstanceIds: [hubs.primary] }));
    expect(await errorOf(associate(hubs.primary))).toMatchObject({
      code: "InvalidInstanceID",
      message: expect.stringContaining("pending instance"),
    });
  });
});
