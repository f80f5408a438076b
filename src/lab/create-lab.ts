import { mkdtemp } from "node:fs/promises";
import { join } from "node:path";
import { createAws } from "../aws/index.ts";
import { type AttachedInstance, createLocalCloud, delayProfiles, type LocalCloud } from "../cloud/index.ts";
import { hubshiftError } from "../errors/index.ts";
import { ephemeralKeyRing, type KeyRing } from "../keys/index.ts";
import type { SitePlan, WanPlan } from "../plan/index.ts";
import { renderHost } from "../render/index.ts";
import { synthesize } from "../stack/index.ts";
import { createRunner, packageRoot, systemClock } from "../system/index.ts";
import { instanceUplink, siteUplink } from "./addressing.ts";
import { createDataPlane, type LabDataPlane } from "./data-plane.ts";
import { expectedSessions, waitForSessions } from "./established.ts";
import { createFabric, type Fabric } from "./fabric.ts";
import type { Host } from "./host.ts";
import { createMachines, type Machines } from "./machines.ts";
import { checkMachine } from "./preflight.ts";
import { createSteps, type Step, unlessAborted } from "./progress.ts";
import { claimState, releaseState, type StackRecord, writeRecord } from "./state.ts";
import { createSwitches } from "./switches.ts";
import { createTeardown, type Teardown } from "./teardown.ts";
import type { Lab, LabOptions } from "./types.ts";

/** LocalCloud believes every signature. */
const CREDENTIALS = { accessKeyId: "hubshift", secretAccessKey: "hubshift" };

/** Machines and network of one laboratory, before there is a cloud that uses them. */
interface Ground {
  plan: WanPlan;
  folder: string;
  keys: KeyRing;
  machines: Machines;
  fabric: Fabric;
}

async function prepareGround(plan: WanPlan, folder: string, teardown: Teardown): Promise<Ground> {
  const runner = createRunner();
  const names = [...plan.hubs, ...plan.sites].map(({ name }) => name);
  const machines = await createMachines(runner, folder, names);
  teardown.add(machines.close);
  const fabric = await createFabric(runner, plan.sites);
  teardown.add(fabric.close);
  return { plan, folder, keys: ephemeralKeyRing(plan), machines, fabric };
}

/** Makes the machine of an instance whose Name tag is a hub's. */
async function installHub(
  ground: Ground,
  instance: AttachedInstance,
  onPowerLoss: () => void,
): Promise<Host | undefined> {
  const { plan, keys, machines, fabric } = ground;
  const index = plan.hubs.findIndex(({ name }) => name === instance.name);
  if (index < 0) return undefined;
  const uplink = instanceUplink(instance.privateIp, instance.subnetCidr);
  return machines.install(renderHost(plan, keys, instance.name), {
    name: instance.name,
    kind: "hub",
    uplink,
    plug: (pid) => fabric.plugInstance(`hub${index + 1}`, uplink, pid),
    onPowerLoss,
  });
}

async function installSite({ keys, machines, fabric }: Ground, plan: WanPlan, site: SitePlan): Promise<Host> {
  return machines.install(renderHost(plan, keys, site.name), {
    name: site.name,
    kind: "site",
    uplink: siteUplink(site),
    plug: (pid) => fabric.plugSite(site, pid),
    onPowerLoss: () => undefined,
  });
}

async function startCloud(
  ground: Ground,
  options: LabOptions,
): Promise<{ cloud: LocalCloud; dataPlane: LabDataPlane }> {
  const dataPlane = createDataPlane(ground.fabric, (instance) =>
    installHub(ground, instance, () => cloud.poweredOff(instance.instanceId)),
  );
  const cloud = await createLocalCloud({
    profile: delayProfiles[options.cloud],
    region: ground.plan.region,
    dataPlane,
    workDir: join(ground.folder, "cloud"),
    onJournal: options.onJournal,
  });
  return { cloud, dataPlane };
}

/** Deploys the WAN's template, the one that AWS gets. */
async function deploy(
  { plan, folder }: Ground,
  cloud: LocalCloud,
  step: Step,
  signal?: AbortSignal,
): Promise<StackRecord> {
  // Never the same twice: the CDK remembers per process which assets it has put into a folder, also when that is gone.
  const outdir = await mkdtemp(join(folder, "cdk.out-"));
  const functionsDir = join(packageRoot(), "dist", "lambda");
  const { stackName, template } = await step("template", () =>
    synthesize(plan, { outdir, functionsDir, validate: false }),
  );
  const { outputs } = await step("stack", () => unlessAborted(signal, () => cloud.deploy(stackName, template, outdir)));
  const output = (name: string) => {
    const value = outputs[name];
    if (value === undefined) throw hubshiftError("lab-stack-incomplete", { missing: `output ${name}` });
    return value;
  };
  const [primary, standby] = plan.hubs;
  return {
    cloudUrl: cloud.url,
    allocationId: output("AllocationId"),
    hubAddress: output("HubAddress"),
    instances: { [primary.name]: output("PrimaryInstanceId"), [standby.name]: output("StandbyInstanceId") },
  };
}

/** Powers the sites on as soon as the address is known, while the hubs still boot. Resolves when all hosts are up. */
async function bootHosts(ground: Ground, plan: WanPlan): Promise<void> {
  const sites = await Promise.all(plan.sites.map((site) => installSite(ground, plan, site)));
  await Promise.all([
    ...plan.hubs.map((hub) => ground.machines.get(hub.name).booted()),
    ...sites.map(async (site) => {
      await site.powerOn();
      await site.booted();
    }),
  ]);
}

async function build(options: LabOptions, teardown: Teardown): Promise<Lab> {
  const { name, signal } = options;
  const step = createSteps(systemClock, options.onProgress ?? (() => undefined), signal);
  const { name: wan, region } = options.plan;
  const [folder, record] = await claimState({ name, wan, region, cloud: options.cloud });
  teardown.add(() => releaseState(folder));
  const ground = await step("network", () => prepareGround(options.plan, folder, teardown));
  const { cloud, dataPlane } = await startCloud(ground, options);
  teardown.add(() => cloud.close());
  const stack = await deploy(ground, cloud, step, signal);
  const { hubAddress, instances, cloudUrl, allocationId } = stack;
  const plan = { ...options.plan, hubAddress };
  await step("hosts", () => unlessAborted(signal, () => bootHosts(ground, plan)));
  await writeRecord(folder, { ...record, stack });

  const { machines } = ground;
  const aws = createAws({ endpoint: cloudUrl, region, credentials: CREDENTIALS });
  const expected = () => expectedSessions(plan, machines.all(), dataPlane.holderOf(hubAddress));
  return {
    name,
    plan,
    cloudUrl,
    journal: cloud.journal,
    allocationId,
    instances,
    hosts: () => machines.all().map((host) => host.status()),
    run: async (host, argv, runOptions) => machines.get(host).run(argv, runOptions),
    spawn: (host, argv, spawnOptions) => machines.get(host).spawn(argv, spawnOptions),
    ...createSwitches(aws, machines, instances),
    waitEstablished: (timeoutMs) => waitForSessions(expected, timeoutMs, systemClock),
    down: teardown.run,
  };
}

/** Builds the laboratory in this process. Nothing of it is left when it fails, and nothing outlives this process. */
export async function createLab(options: LabOptions): Promise<Lab> {
  await checkMachine();
  const teardown = createTeardown();
  try {
    return await build(options, teardown);
  } catch (error) {
    await teardown.run();
    // Ctrl-C reaches the commands that run at that moment too: that they failed is no news then.
    options.signal?.throwIfAborted();
    throw error;
  }
}
