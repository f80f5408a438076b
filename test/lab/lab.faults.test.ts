import { DescribeAddressesCommand } from "@aws-sdk/client-ec2";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createLab, type Fault, type Lab } from "../../src/lab/index.ts";
import { ec2Of, eventually, planOf, printed } from "./lab.support.ts";

/** The reference WAN has no agents: nobody answers to a fault before it is looked at. */
let lab: Lab;
const [primary, standby] = ["DC1-SP1", "DC1-SP2"];
const privateAddress = { [primary]: "", [standby]: "" };
/** As the hubs reach it; `createLab` gives this process another one. */
const API = "192.0.2.1";

beforeAll(async () => {
  lab = await createLab({ name: `test-faults-${process.pid}`, plan: planOf("dc1"), cloud: "instant" });
  for (const hub of lab.plan.hubs) privateAddress[hub.name] = hub.privateAddress;
  expect(await lab.waitEstablished(30_000)).toMatchObject({ established: true });
});

afterAll(async () => {
  await lab?.down();
});

const succeeds = async (host: string, ...argv: string[]) => (await lab.run(host, argv)).code === 0;
const throughTunnel = () => succeeds("SITE1-LF1", "ping", "-c", "1", "-W", "1", "10.100.1.1");
const betweenSites = () => succeeds("SITE1-LF1", "ping", "-c", "1", "-W", "1", "-I", "172.16.1.1", "172.16.2.1");
const apiAnswers = (hub: string) => succeeds(hub, "timeout", "1", "bash", "-c", `exec 3<>/dev/tcp/${API}/80`);
/** One datagram between the hubs' private addresses, on a port that the security group has open. */
async function vpcCarries(from: string, to: string): Promise<boolean> {
  const capture = lab.spawn(to, [
    "tcpdump",
    "-n",
    "-l",
    "-c",
    "1",
    "-i",
    "eth0",
    "udp",
    "and",
    "src",
    privateAddress[from] ?? "",
  ]);
  let seen = "";
  capture.stdout?.on("data", (chunk) => {
    seen += chunk;
  });
  const listening = new Promise<void>((resolve) => {
    capture.stderr?.on("data", (chunk) => String(chunk).includes("listening") && resolve());
  });
  await listening;
  await printed(
    lab,
    from,
    "bash",
    "-c",
    `for i in 1 2 3; do echo x >/dev/udp/${privateAddress[to]}/51820; sleep 0.1; done`,
  );
  capture.kill();
  await capture.exited;
  return /length 2$/m.test(seen);
}

/** The fault is in effect when it is there and gone when it is undone; `works` says so. */
async function breaks(fault: () => Promise<Fault>, works: () => Promise<boolean>, healMs = 20_000): Promise<void> {
  await eventually("it works before", works, (seen) => seen, 20_000);
  const begin = performance.timeOrigin + performance.now();
  const broken = await fault();
  expect(broken.at).toBeGreaterThanOrEqual(begin);
  expect(await works()).toBe(false);
  await broken.undo();
  await broken.undo();
  await eventually("it works again", works, (seen) => seen, healMs);
}

describe("a fault", () => {
  it("can be that WireGuard dies", () => breaks(() => lab.faults.kill("SITE1-LF1", "wireguard"), throughTunnel));

  it("can be that FRR dies", async () => {
    const bgpd = () => succeeds("SITE1-LF1", "pgrep", "-x", "bgpd");
    await breaks(() => lab.faults.kill("SITE1-LF1", "frr"), bgpd);
  });

  it("is refused where there is nothing to kill", async () => {
    await expect(lab.faults.kill("SITE1-LF1", "agent")).rejects.toMatchObject({ code: "lab-fault-failed" });
  });

  it("can be that a hub forwards no more", async () => {
    expect(await lab.waitEstablished(90_000)).toMatchObject({ established: true });
    await breaks(() => lab.faults.stopForwarding(primary), betweenSites);
  });

  it("can be a host that stands still, its kernel included", async () => {
    const pid = lab.hosts().find(({ name }) => name === "SITE2-LF1")?.pid;
    const waiting = lab.spawn("SITE2-LF1", ["sh", "-c", "echo begin; sleep 0.5; echo end"]);
    let said = "";
    waiting.stdout?.on("data", (chunk) => {
      said += chunk;
    });
    await eventually(
      "it began",
      () => said,
      (text) => text.includes("begin"),
      5_000,
    );
    await breaks(() => lab.faults.freeze("SITE2-LF1"), betweenSites);
    expect(await waiting.exited).toEqual({ code: 0 });
    expect(said).toBe("begin\nend\n");
    expect(lab.hosts().find(({ name }) => name === "SITE2-LF1")?.pid).toBe(pid);
  });

  it("can be that the VPC carries nothing between the hubs", async () => {
    await breaks(
      () => lab.faults.cutHubLink(),
      () => vpcCarries(primary, standby),
    );
    expect(await apiAnswers(primary)).toBe(true);
  });

  it("can be that a hub has no internet, and no API with it", async () => {
    await breaks(() => lab.faults.cutWan(primary), throughTunnel);
    await breaks(
      () => lab.faults.cutWan(primary),
      () => apiAnswers(primary),
    );
    const cut = await lab.faults.cutWan(primary);
    expect(await vpcCarries(primary, standby)).toBe(true);
    expect(await apiAnswers(standby)).toBe(true);
    await cut.undo();
  });

  it("can be AWS's", async () => {
    const ec2 = ec2Of(lab);
    const throttled = await lab.faults.cloud({ kind: "throttle", operation: "ec2:DescribeAddresses", count: 1 });
    const begin = lab.journal.length;
    await ec2.send(new DescribeAddressesCommand());
    await throttled.undo();
    const calls = lab.journal.slice(begin).filter(({ kind }) => kind === "api-call");
    expect(calls.map(({ detail }) => detail.error)).toContain("RequestLimitExceeded");
    await expect(lab.faults.cloud({ kind: "throttle", operation: "ec2:Nothing" })).rejects.toThrow(RangeError);
  });

  it("can be a power cut, which EC2 is not told of", async () => {
    const begin = lab.journal.length;
    const state = () => lab.hosts().find(({ name }) => name === standby)?.state;
    const cut = await lab.faults.cutPower(standby);
    expect(state()).toBe("off");
    const states = () => lab.journal.slice(begin).filter(({ kind }) => kind === "instance-state");
    expect(states()).toEqual([]);
    await cut.undo();
    expect(state()).toBe("up");
    expect(states().map(({ detail }) => detail.state)).toEqual(["stopping", "stopped", "pending", "running"]);
  });

  it("that nobody undid keeps no laboratory from going down", async () => {
    await lab.faults.freeze("SITE3-LF1");
    const stuck = lab.spawn("SITE3-LF1", ["cat"]);
    await lab.faults.freeze(standby);
    await lab.faults.cutHubLink();
    const begin = performance.now();
    await lab.down();
    expect(performance.now() - begin).toBeLessThan(10_000);
    await stuck.exited;
  });
});
