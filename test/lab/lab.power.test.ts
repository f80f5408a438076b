import { DescribeInstancesCommand, StartInstancesCommand, StopInstancesCommand } from "@aws-sdk/client-ec2";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createLab, type Lab } from "../../src/lab/index.ts";
import { ec2Of, eventually, namespacesBelow, processesIn, referencePlan } from "./lab.support.ts";

let lab: Lab;
const standby = "DC1-SP2";

const hostState = (name: string) => lab.hosts().find((host) => host.name === name)?.state;

async function instanceState(name: string): Promise<string | undefined> {
  const instance = new DescribeInstancesCommand({ InstanceIds: [lab.instances[name] as string] });
  const { Reservations } = await ec2Of(lab).send(instance);
  return Reservations?.[0]?.Instances?.[0]?.State?.Name;
}

beforeAll(async () => {
  lab = await createLab({ name: `test-power-${process.pid}`, plan: referencePlan(), cloud: "instant" });
});

afterAll(async () => {
  await lab?.down();
});

describe("an instance and its host are one thing", () => {
  it("stopping the instance shuts the host down, and nothing of it runs on", async () => {
    const pid = lab.hosts().find((host) => host.name === standby)?.pid ?? 0;
    const networks = namespacesBelow(pid);
    const network = new Set([
      ...networks,
      `net:[${(await lab.run(standby, ["stat", "-Lc", "%i", "/proc/1/ns/net"])).stdout.trim()}]`,
    ]);
    expect(processesIn(network).length).toBeGreaterThan(5);
    await ec2Of(lab).send(new StopInstancesCommand({ InstanceIds: [lab.instances[standby] as string] }));
    await eventually(
      "stopped",
      () => instanceState(standby),
      (state) => state === "stopped",
      15_000,
    );
    expect(hostState(standby)).toBe("off");
    expect(processesIn(network)).toEqual([]);
    await expect(lab.run(standby, ["true"])).rejects.toMatchObject({ code: "lab-host-off" });
  });

  it("starting the instance boots the host, with its disk as it was", async () => {
    await ec2Of(lab).send(new StartInstancesCommand({ InstanceIds: [lab.instances[standby] as string] }));
    await eventually(
      "up",
      () => hostState(standby),
      (state) => state === "up",
      15_000,
    );
    expect((await lab.run(standby, ["wg", "show", "interfaces"])).stdout.split(/\s+/).filter(Boolean).sort()).toEqual([
      "wg0",
      "wg1",
      "wg2",
    ]);
  });

  it("a power-off inside the host is a stopped instance", async () => {
    await lab.run(standby, ["poweroff", "-f"]);
    await eventually(
      "stopped",
      () => instanceState(standby),
      (state) => state === "stopped",
      15_000,
    );
    expect(hostState(standby)).toBe("off");
    await lab.start(standby);
    expect(hostState(standby)).toBe("up");
    expect(await instanceState(standby)).toBe("running");
  });

  it("a site has a power switch of its own", async () => {
    await lab.stop("SITE1-LF1");
    expect(hostState("SITE1-LF1")).toBe("off");
    await lab.start("SITE1-LF1");
    expect(hostState("SITE1-LF1")).toBe("up");
    // BGP takes up to a minute more: without graceful restart the hub keeps the old session until its next keepalive fails.
    const ping = async () => (await lab.run("SITE1-LF1", ["ping", "-c", "1", "-W", "1", "10.100.1.1"])).code;
    await eventually("the tunnel carries packets again", ping, (code) => code === 0, 15_000);
  });
});
