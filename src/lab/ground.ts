import type { AttachedInstance } from "../cloud/index.ts";
import { ephemeralKeyRing, type KeyRing } from "../keys/index.ts";
import type { SitePlan, WanPlan } from "../plan/index.ts";
import { renderHost } from "../render/index.ts";
import { createRunner, type FileTree, type Runner } from "../system/index.ts";
import { instanceUplink, siteUplink } from "./addressing.ts";
import { createFabric, type Fabric } from "./fabric.ts";
import type { Host } from "./host.ts";
import { agentProgram, imageFiles } from "./image.ts";
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
  /** The plan with the address that the cloud allocates: what hosts are configured from, once it is known. A deploy after a destroy has another. */
  plan: Signal<WanPlan>;
}

/** What a laboratory is laid out from. */
export interface GroundOptions {
  wan: WanPlan;
  /** Of the hosts; made for the laboratory when undefined. */
  keys: KeyRing | undefined;
  folder: string;
}

export async function prepareGround({ wan, keys, folder }: GroundOptions, teardown: Teardown): Promise<Ground> {
  const runner = createRunner();
  const lans = wan.sites.flatMap(lansOf);
  const machines = await createMachines(
    runner,
    folder,
    [...wan.hubs, ...wan.sites, ...lans].map(({ name }) => name),
  );
  teardown.add(machines.close);
  const fabric = await createFabric(runner, wan.sites);
  teardown.add(fabric.close);
  const plan = createSignal<WanPlan>();
  const ground = { runner, folder, keys: keys ?? ephemeralKeyRing(wan), machines, fabric, lans, plan };
  // Hosts that wait for it must end before the machines can.
  teardown.add(async () => ground.plan.reject(new Error("the laboratory goes down")));
  return ground;
}

/** An instance with user data boots from a plain image. Another one has an image with the hub's files in it, as far as they are known. */
async function hubFiles({ plan, keys }: Ground, { name, hasUserData }: AttachedInstance): Promise<FileTree> {
  const image = imageFiles({ hasUserData });
  if (hasUserData) return image;
  const rendered = renderHost(await plan.promise, keys, name);
  const agent = rendered.has("etc/hubshift/agent.json") ? await agentProgram() : [];
  return new Map([...rendered, ...agent, ...image]);
}

export interface HubPower {
  onLoss(): void;
  /** Resolves when the instance's metadata is served. Without it the hub gets no power. */
  served: Promise<void>;
}

/** Makes the machine of an instance whose Name tag is a hub's; undefined for any other instance. */
export function installHub(
  ground: Ground,
  wan: WanPlan,
  instance: AttachedInstance,
  { onLoss, served }: HubPower,
): Host | undefined {
  const port = hubPort(wan, instance.name);
  if (!port) return undefined;
  const uplink = instanceUplink(instance.privateIp, instance.subnetCidr);
  const files = served.then(() => hubFiles(ground, instance));
  return ground.machines.install(files, {
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

/** Powers on what is behind the sites. A site finds its networks there when it boots. */
export async function bootLans(ground: Ground): Promise<void> {
  const behind = ground.lans.map((lan) => installLan(ground, lan));
  await Promise.all(behind.map((host) => host.powerOn()));
  await Promise.all(behind.map((host) => host.booted()));
}

/** Makes the sites, which are configured when there is an address to dial. */
export function installSites(ground: Ground, { sites }: WanPlan): void {
  for (const site of sites) installSite(ground, site);
}

/** Powers the sites on as soon as they are configured. Resolves when all are up. */
export async function bootSites({ machines }: Ground, { sites }: WanPlan): Promise<void> {
  const hosts = sites.map(({ name }) => machines.get(name));
  await Promise.all(hosts.map((host) => host.powerOn()));
  await Promise.all(hosts.map((host) => host.booted()));
}

/** Takes the sites' configuration away, which has nobody to dial any more, and waits for the next deploy. */
export async function resetSites(ground: Ground, wan: WanPlan): Promise<void> {
  await Promise.all(wan.sites.map(({ name }) => ground.machines.get(name).powerOff()));
  ground.plan = createSignal();
  installSites(ground, wan);
  await bootSites(ground, wan);
}
