import type { LocalCloud } from "../cloud/index.ts";
import { hubshiftError } from "../errors/index.ts";
import type { WanPlan } from "../plan/index.ts";
import type { Clock } from "../system/index.ts";
import { type Cut, cut, isolation, linkCut, wanCut } from "./cuts.ts";
import { continueProcesses, stopProcesses } from "./freeze.ts";
import { type Ground, hubPort } from "./ground.ts";
import { killings } from "./kill.ts";
import type { Fault, Faults, Lab } from "./types.ts";

/** An operator's repair starts services. */
const MEND_LIMIT_MS = 60_000;

/** Where a host's cable ends: the network namespace of process `pid`, and the interface there. */
function cableOf({ fabric, lans, machines }: Ground, plan: WanPlan, name: string): { pid: number; port: string } {
  const port = hubPort(plan, name);
  if (port) return { pid: fabric.edgePid, port };
  const lan = lans.find((candidate) => candidate.name === name);
  if (lan) return { pid: pidOf(machines, lan.site.name), port: lan.port };
  return { pid: fabric.routerPid(name), port: "lan" };
}

function pidOf(machines: Ground["machines"], name: string): number {
  const { pid } = machines.get(name).status();
  if (pid === undefined) throw hubshiftError("lab-host-off", { host: name }, { exitCode: 1 });
  return pid;
}

export interface FaultsOptions {
  plan: WanPlan;
  ground: Ground;
  cloud: LocalCloud;
  clock: Clock;
  start: Lab["start"];
}

/** What can be broken. `thaw` lets frozen hosts go on: what waits outside for their processes could not end otherwise. */
export function createFaults(options: FaultsOptions): { faults: Faults; thaw(): Promise<void> } {
  const { plan, ground, cloud, clock, start } = options;
  const { machines, fabric, runner } = ground;
  /** pid 1 of each frozen host by its name. */
  const frozen = new Map<string, number>();

  /** In effect now. */
  function made(mend: () => Promise<void>): Fault {
    let mended: Promise<void> | undefined;
    const undo = () => {
      mended ??= mend();
      return mended;
    };
    return { at: clock.now(), undo };
  }

  async function thaw(name: string): Promise<void> {
    const pid = frozen.get(name);
    frozen.delete(name);
    // One that lost its power meanwhile has nothing left to thaw, and its number may be another's by now.
    if (pid !== undefined && machines.get(name).status().pid === pid) await continueProcesses(pid);
  }

  /** Runs a shell script in a host. Throws `lab-fault-failed`. */
  async function inHost(name: string, script: string): Promise<void> {
    const { code, stderr } = await machines.get(name).run(["sh", "-c", script], { timeoutMs: MEND_LIMIT_MS });
    if (code !== 0)
      throw hubshiftError(
        "lab-fault-failed",
        { host: name, script, reason: stderr.trim() || `status ${code}` },
        { exitCode: 1 },
      );
  }

  /** A host that is off has nothing left to mend: it boots as new. */
  async function unlessOff(name: string, mend: () => Promise<void>): Promise<void> {
    if (machines.get(name).status().pid !== undefined) await mend();
  }

  const cutAtEdge = async (what: Cut) => made(await cut(runner, fabric.edgePid, what));
  const privateAddress = (name: string) => {
    const hub = plan.hubs.find((candidate) => candidate.name === name);
    if (!hub) throw hubshiftError("lab-host-unknown", { host: name, hosts: plan.hubs.map((known) => known.name) });
    return hub.privateAddress;
  };

  const faults: Faults = {
    async cutPower(name) {
      await machines.get(name).powerOff();
      return made(() => start(name));
    },
    async freeze(name) {
      const pid = pidOf(machines, name);
      const cable = cableOf(ground, plan, name);
      const reconnect = await cut(runner, cable.pid, isolation(cable.port));
      const fault = made(async () => {
        await thaw(name);
        await reconnect();
      });
      frozen.set(name, pid);
      await stopProcesses(pid);
      return fault;
    },
    async kill(name, victim) {
      const { strike, mend } = killings[victim];
      await inHost(name, strike);
      return made(() => unlessOff(name, () => inHost(name, mend)));
    },
    async stopForwarding(name) {
      await inHost(name, "sysctl -qw net.ipv4.ip_forward=0");
      return made(() => unlessOff(name, () => inHost(name, "sysctl -qw net.ipv4.ip_forward=1")));
    },
    cutHubLink: async () => {
      const [one, other] = plan.hubs;
      return cutAtEdge(linkCut(one.privateAddress, other.privateAddress));
    },
    cutWan: async (name) => cutAtEdge(wanCut(privateAddress(name), plan.vpc.cidr)),
    cloud: async (fault) => {
      const injected = cloud.inject(fault);
      return made(async () => injected.cancel());
    },
  };
  return {
    faults,
    thaw: async () => void (await Promise.all([...frozen.keys()].map(thaw))),
  };
}
