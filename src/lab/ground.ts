import type { AttachedInstance, InstanceCredentials } from "../cloud/index.ts";
import { ephemeralKeyRing, type KeyRing } from "../keys/index.ts";
import type { SitePlan, WanPlan } from "../plan/index.ts";
import { renderHost } from "../render/index.ts";
import { createRunner, type FileTree, type Runner } from "../system/index.ts";
import { instanceUplink, siteUplink } from "./addressing.ts";
import { agentFiles } from "./agent-files.ts";
import { createFabric, type Fabric } from "./fabric.ts";
import type { Host } from "./host.ts";
import { type Lan, lansOf, plugLan } from "./lan.ts";
import { createMachines, type Machines } from "./machines.ts";
import { createSignal, type Signal } from "./signal.ts";
import type { Teardown } from "./teardown.ts";

/** Machines and network of one laboratory, before there is a cloud that uses them. */
export interface Ground {
  runner: Runner;
  folder: string;
  keys: KeyRing;
  machines: Machines;
  fabric: Fabric;
  lans: readonly Lan[];
  /** The plan with the address that the cloud allocates: what hosts are configured from, once it is known. */
  plan: Signal<WanPlan>;
}

export async function prepareGround(wan: WanPlan, folder: string, teardown: Teardown): Promise<Ground> {
  const runner = createRunner();
  const lans = wan.sites.flatMap(lansOf);
  const machines = await createMachines(
    runner,
    folder,
    [...wan.hubs, ...wan.sites, ...lans].map(({ name }) => name),
  );
  teardown.add(machines.close);
  const plan = createSignal<WanPlan>();
  // Hosts that wait for it must end before the machines can.
  teardown.add(async () => plan.reject(new Error("the laboratory goes down")));
  const fabric = await createFabric(runner, wan.sites);
  teardown.add(fabric.close);
  return { runner, folder, keys: ephemeralKeyRing(wan), machines, fabric, lans, plan };
}

async function hubFiles(
  { plan, keys }: Ground,
  name: string,
  credentials: () => InstanceCredentials | undefined,
): Promise<FileTree> {
  const known = await plan.promise;
  const rendered = renderHost(known, keys, name);
  const granted = rendered.has("etc/hubshift/agent.json") && credentials();
  return granted ? new Map([...rendered, ...(await agentFiles(known, granted))]) : rendered;
}

export interface HubPower {
  onLoss(): void;
  /** Of the instance's role. */
  credentials(): InstanceCredentials | undefined;
}

/** Makes the machine of an instance whose Name tag is a hub's; undefined for any other instance. */
export function installHub(
  ground: Ground,
  wan: WanPlan,
  instance: AttachedInstance,
  { onLoss, credentials }: HubPower,
): Host | undefined {
  const port = hubPort(wan, instance.name);
  if (!port) return undefined;
  const uplink = instanceUplink(instance.privateIp, instance.subnetCidr);
  return ground.machines.install(hubFiles(ground, instance.name, credentials), {
    name: instance.name,
    kind: "hub",
    uplink,
    plug: (pid) => ground.fabric.plugInstance(port, uplink, pid),
    onPowerLoss: onLoss,
  });
}

/** The edge's end of a hub's cable. */
export function hubPort(wan: WanPlan, hub: string): string | undefined {
  const index = wan.hubs.findIndex(({ name }) => name === hub);
  return index < 0 ? undefined : `hub${index + 1}`;
}

function installSite(ground: Ground, site: SitePlan): Host {
  const { plan, keys, machines, fabric, lans } = ground;
  const files = plan.promise.then((known) => renderHost(known, keys, site.name));
  const own = lans.filter((lan) => lan.site === site);
  return machines.install(files, {
    name: site.name,
    kind: "site",
    uplink: siteUplink(site),
    async plug(pid) {
      await fabric.plugSite(site, pid);
      for (const lan of own) await connectLan(ground, lan);
    },
    onPowerLoss: () => undefined,
  });
}

function installLan(ground: Ground, lan: Lan): Host {
  return ground.machines.install(Promise.resolve(new Map()), {
    name: lan.name,
    kind: "lan",
    uplink: undefined,
    plug: () => connectLan(ground, lan),
    onPowerLoss: () => undefined,
  });
}

/** When both have power; whoever gets it last connects them. */
async function connectLan({ runner, machines }: Ground, lan: Lan): Promise<void> {
  const [site, host] = [lan.site.name, lan.name].map((name) => machines.get(name).status().pid);
  if (site !== undefined && host !== undefined) await plugLan(runner, lan, site, host);
}

/** Powers sites and what is behind them on, while the hubs boot. Resolves when all hosts are up. */
export async function bootHosts(ground: Ground, plan: WanPlan): Promise<void> {
  const { machines, lans } = ground;
  const sites = plan.sites.map((site) => installSite(ground, site));
  const behind = lans.map((lan) => installLan(ground, lan));
  // A site finds its networks there when it boots.
  await Promise.all(behind.map((host) => host.powerOn()));
  await Promise.all(sites.map((site) => site.powerOn()));
  const hubs = plan.hubs.map(({ name }) => machines.get(name));
  await Promise.all([...hubs, ...sites, ...behind].map((host) => host.booted()));
}
