import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { agentConfigSchema } from "../../src/agent/index.ts";
import { createWireGuard } from "../../src/agent/wireguard.ts";
import { createLab, type Lab } from "../../src/lab/index.ts";
import { eventually, planOf, printed } from "./lab.support.ts";

let lab: Lab;
const [primary, standby] = ["HUB-A", "HUB-B"];

beforeAll(async () => {
  lab = await createLab({ name: `test-hot-${process.pid}`, plan: planOf("offices"), cloud: "instant" });
  expect(await lab.waitEstablished(30_000)).toMatchObject({ established: true });
  expect(await lab.waitReady(30_000)).toMatchObject({ ready: true });
});

afterAll(async () => {
  await lab?.down();
});

/** Packets that tcpdump sees at a host's eth0 in `ms`. */
async function captured(host: string, filter: readonly string[], ms: number): Promise<number> {
  const capture = lab.spawn(host, ["tcpdump", "-n", "-l", "-i", "eth0", ...filter]);
  let lines = "";
  capture.stdout?.on("data", (chunk) => {
    lines += chunk;
  });
  const listening = new Promise<void>((resolve) => {
    capture.stderr?.on("data", (chunk) => String(chunk).includes("listening") && resolve());
  });
  await listening;
  await new Promise((done) => setTimeout(done, ms));
  capture.kill();
  await capture.exited;
  return lines.split("\n").filter(Boolean).length;
}

const toSites = ["udp", "and", "dst", "net", "198.51.100.0/24"];

describe("a laboratory of a hot standby", () => {
  it("has a host behind each of the sites' networks", () => {
    const lans = lab.hosts().filter(({ kind }) => kind === "lan");
    expect(lans.map(({ name, state }) => [name, state])).toEqual([
      ["HEADQUARTERS-LAN1", "up"],
      ["HEADQUARTERS-LAN2", "up"],
      ["BRANCH-LAN1", "up"],
      ["WAREHOUSE-LAN1", "up"],
      ["WAREHOUSE-LAN2", "up"],
    ]);
  });

  it("carries packets from network to network across the WAN", async () => {
    expect(await printed(lab, "HEADQUARTERS-LAN2", "ping", "-c", "3", "-i", "0.2", "192.168.31.2")).toContain(
      "3 received",
    );
    const route = await printed(lab, "BRANCH-LAN1", "traceroute", "-n", "-w", "2", "192.168.10.2");
    const hops = [...route.matchAll(/^ *\d+ +([\d.]+)/gm)].map((hop) => hop[1]);
    expect(hops).toEqual(["192.168.20.1", "10.100.2.1", "10.100.1.2", "192.168.10.2"]);
  });

  it("connects a network again after its site or its host was off", async () => {
    const ping = async () => (await lab.run("WAREHOUSE-LAN1", ["ping", "-c", "1", "-W", "1", "192.168.30.1"])).code;
    for (const name of ["WAREHOUSE", "WAREHOUSE-LAN1"]) {
      await lab.stop(name);
      await lab.start(name);
      expect(await ping(), name).toBe(0);
    }
    expect(await lab.waitEstablished(30_000)).toMatchObject({ established: true });
  });

  it("runs an agent on each hub: one active, one ready to be", async () => {
    expect(await lab.agent(primary)).toMatchObject({ role: "active", ready: true, why: [] });
    expect(await lab.agent(standby)).toMatchObject({ role: "standby", ready: true, why: [] });
    expect(await lab.agent("BRANCH")).toBeUndefined();
    expect(readFileSync(lab.console(standby), "utf8")).toMatch(/"event":"readiness","ready":true/);
  });

  it("lets agents reach AWS as their instance's role", async () => {
    const calls = lab.journal.filter(({ kind, detail }) => kind === "api-call" && detail.operation === "PutEvents");
    const callers = calls.map(({ detail }) => detail.caller);
    expect(callers.length).toBeGreaterThan(1);
    for (const caller of callers) expect(caller).toMatch(/:assumed-role\/.*Hubs.*Role/);
  });

  it("has a silent standby, and an active hub that is not", async () => {
    await printed(lab, "BRANCH", "ping", "-c", "1", "172.16.0.1");
    const [silent, active] = await Promise.all([captured(standby, toSites, 5_000), captured(primary, toSites, 5_000)]);
    expect(silent).toBe(0);
    expect(active).toBeGreaterThan(0);
  });

  it("does not end a session by a dial that comes too late", async () => {
    const config = agentConfigSchema.parse(JSON.parse(await printed(lab, primary, "cat", "/etc/hubshift/agent.json")));
    const spawn = () => expect.fail("nothing is spawned");
    const runner = { run: (argv: readonly string[], options = {}) => lab.run(primary, argv, options), spawn };
    const wireguard = createWireGuard(runner, config, (text) => expect.fail(text));
    const branch = async () => (await wireguard.read()).samples.find(({ site }) => site === "BRANCH");
    const before = await branch();
    if (!before?.endpoint) throw new Error("the branch has no session");
    const dial = (unlessSince: number) =>
      wireguard.dial([{ site: "BRANCH", endpoint: before.endpoint ?? "", unlessSince }]);
    await dial(before.handshakeAt);
    expect(await branch()).toEqual(before);
    await dial(before.handshakeAt + 1_000);
    await eventually(
      "a new session",
      async () => (await branch())?.handshakeAt ?? 0,
      (handshakeAt) => handshakeAt > before.handshakeAt,
      5_000,
    );
  });

  it("starts an agent again that was killed, and nothing moves", async () => {
    const moves = () => lab.journal.filter(({ kind }) => kind === "associate-requested").length;
    const before = moves();
    await lab.faults.kill(primary, "agent");
    expect(await lab.agent(primary)).toBeUndefined();
    const back = await eventually(
      "the agent answers",
      () => lab.agent(primary),
      (status) => status !== undefined,
      5_000,
    );
    expect(back).toBeGreaterThan(500);
    expect(await lab.waitReady(10_000)).toMatchObject({ ready: true });
    expect(moves()).toBe(before);
  });

  it("hands over before a planned stop, idle sites too, and the primary gets the address back when it is ready", async () => {
    const begin = lab.journal.length;
    await lab.stop(primary);
    expect(await lab.agent(standby)).toMatchObject({ role: "active" });
    // Nobody has sent anything to the sites for a while.
    const reach = (loopback: string) =>
      printed(lab, standby, "ping", "-n", "-c", "1", "-i", "0.02", "-W", "1", "-w", "1", loopback);
    expect(await Promise.all(lab.plan.sites.map(({ loopback }) => reach(loopback)))).toHaveLength(3);
    const order = lab.journal
      .slice(begin)
      .filter(({ kind, detail }) => kind === "associate-effective" || detail.state === "stopped")
      .map(({ kind }) => kind);
    expect(order).toEqual(["associate-effective", "instance-state"]);
    expect(readFileSync(lab.console(primary), "utf8")).toContain('"why":"the machine is about to stop"');
    await lab.start(primary);
    const role = async () => (await lab.agent(primary))?.role;
    await eventually("active again", role, (seen) => seen === "active", 30_000);
    expect(await lab.waitReady(15_000)).toMatchObject({ ready: true });
  });
});
