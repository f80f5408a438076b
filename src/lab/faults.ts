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

/** In effect now. */
function inEffect(clock: Clock, mend: () => Promise<void>): Fault {
  let mended: Promise<void> | undefined;
  const undo = () => {
    mended ??= mend();
    return mended;
  };
  return { at: clock.now(), undo };
}

/** Hosts that stand still. `thaw` lets all of them go on: what waits outside for their processes could not end otherwise. */
function createFreezer({ plan, ground, clock }: FaultsOptions): { freeze: Faults["freeze"]; thaw(): Promise<void> } {
  const { machines, runner } = ground;
  /** pid 1 of each frozen host by its name. */
  const frozen = new Map<string, number>();

  async function thaw(name: string): Promise<void> {
    const pid = frozen.get(name);
    frozen.delete(name);
    // One that lost its power meanwhile has nothing left to thaw, and its number may be another's by now.
    if (pid !== undefined && machines.get(name).status().pid === pid) await continueProcesses(pid);
  }

  return {
    async freeze(name) {
      const pid = pidOf(machines, name);
      const cable = cableOf(ground, plan, name);
      const reconnect = await cut(runner, cable.pid, isolation(cable.port));
      const fault = inEffect(clock, async () => {
        await thaw(name);
        await reconnect();
      });
      frozen.set(name, pid);
      await stopProcesses(pid);
      return fault;
    },
    thaw: async () => void (await Promise.all([...frozen.keys()].map(thaw))),
  };
}

/** What breaks inside a host that runs on. */
function hostFaults({ ground, clock }: FaultsOptions): Pick<Faults, "kill" | "stopForwarding"> {
  const { machines } = ground;

  /** Runs a shell script in a host. Throws `lab-fault-failed`. */
  async function inHost(host: string, script: string): Promise<void> {
    const { code, stderr } = await machines.get(host).run(["sh", "-c", script], { timeoutMs: MEND_LIMIT_MS });
    const reason = stderr.trim() || `status ${code}`;
    if (code !== 0) throw hubshiftError("lab-fault-failed", { host, script, reason }, { exitCode: 1 });
  }

  async function breakWith(host: string, strike: string, mend: string): Promise<Fault> {
    await inHost(host, strike);
    return inEffect(clock, async () => {
      // A host that is off has nothing left to mend: it boots as new.
      if (machines.get(host).status().pid !== undefined) await inHost(host, mend);
    });
  }

  return {
    kill: (host, victim) => breakWith(host, killings[victim].strike, killings[victim].mend),
    stopForwarding: (host) => breakWith(host, "sysctl -qw net.ipv4.ip_forward=0", "sysctl -qw net.ipv4.ip_forward=1"),
  };
}

/** What the cloud's edge no longer carries. */
function edgeFaults({ plan, ground, clock }: FaultsOptions): Pick<Faults, "cutHubLink" | "cutWan"> {
  const cutAtEdge = async (what: Cut) => inEffect(clock, await cut(ground.runner, ground.fabric.edgePid, what));
  return {
    cutHubLink: async () => {
      const [one, other] = plan.hubs;
      return cutAtEdge(linkCut(one.privateAddress, other.privateAddress));
    },
    async cutWan(name) {
      const hub = plan.hubs.find((candidate) => candidate.name === name);
      if (!hub) throw hubshiftError("lab-host-unknown", { host: name, hosts: plan.hubs.map((known) => known.name) });
      return cutAtEdge(wanCut(hub.privateAddress, plan.vpc.cidr));
    },
  };
}

/** What can be broken. A laboratory that goes down calls `thaw` first. */
export function createFaults(options: FaultsOptions): { faults: Faults; thaw(): Promise<void> } {
  const { ground, cloud, clock, start } = options;
  const { freeze, thaw } = createFreezer(options);
  const faults: Faults = {
    async cutPower(name) {
      await ground.machines.get(name).powerOff();
      return inEffect(clock, () => start(name));
    },
    freeze,
    ...hostFaults(options),
    ...edgeFaults(options),
    cloud: async (fault) => {
      const injected = cloud.inject(fault);
      return { ...inEffect(clock, async () => injected.cancel()), injected };
    },
    inCloud: () => cloud.faults(),
  };
  return { faults, thaw };
}
