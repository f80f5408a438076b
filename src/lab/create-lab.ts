import { mkdtemp } from "node:fs/promises";
import { join } from "node:path";
import { createAws, createSecretParameters, createStacks } from "../aws/index.ts";
import { hubSecrets, writeHubBundle } from "../boot/index.ts";
import { createLocalCloud, delayProfiles, type LocalCloud } from "../cloud/index.ts";
import { hubshiftError } from "../errors/index.ts";
import { readKeyRing } from "../keys/index.ts";
import type { WanPlan } from "../plan/index.ts";
import { stackName, synthesize } from "../stack/index.ts";
import { packageRoot, systemClock } from "../system/index.ts";
import { createAgents } from "./agents.ts";
import { createDataPlane, type LabDataPlane } from "./data-plane.ts";
import { createDeployWatch, type DeployWatch } from "./deployed.ts";
import { expectedSessions, waitForSessions } from "./established.ts";
import { createFaults } from "./faults.ts";
import { bootLans, bootSites, type Ground, installHub, installSites, prepareGround, resetSites } from "./ground.ts";
import { createJournal, type Journal } from "./journal.ts";
import { consoleFile } from "./machines.ts";
import { createMetadataServers } from "./metadata.ts";
import { checkMachine } from "./preflight.ts";
import { createSteps, type Step, unlessAborted } from "./progress.ts";
import { claimState, releaseState } from "./state.ts";
import { createSwitches } from "./switches.ts";
import { createTeardown, type Teardown } from "./teardown.ts";
import type { Lab, LabOptions } from "./types.ts";

interface Parts {
  cloud: LocalCloud;
  dataPlane: LabDataPlane;
  watch: DeployWatch;
  journal: Journal;
}

/** A fresh AWS account whose instances are the laboratory's machines. Sites dial the WAN's address as soon as somebody has deployed it. */
async function startCloud(ground: Ground, options: LabOptions, teardown: Teardown): Promise<Parts> {
  const { plan, onJournal } = options;
  const metadata = createMetadataServers(ground.folder, (instanceId, request) => cloud.metadata(instanceId, request));
  teardown.add(metadata.close);
  const dataPlane = createDataPlane(ground.fabric, (instance) =>
    installHub(ground, plan, instance, {
      onLoss: () => cloud.poweredOff(instance.instanceId),
      served: metadata.serve(instance.privateIp, instance.instanceId),
    }),
  );
  const watch = createDeployWatch({
    hubs: plan.hubs.map(({ name }) => name),
    instanceOf: dataPlane.instanceOf,
    onDeployed: ({ hubAddress }) => ground.plan.resolve({ ...plan, hubAddress }),
    onDestroyed: () => void resetSites(ground, plan).catch(() => undefined),
  });
  const journal = createJournal();
  journal.follow(watch.see);
  if (onJournal) journal.follow(onJournal);
  const socket = join(ground.folder, "cloud.sock");
  const cloud = await createLocalCloud({
    profile: delayProfiles[options.cloud],
    region: plan.region,
    dataPlane,
    socket,
    workDir: join(ground.folder, "cloud"),
    onJournal: journal.add,
  });
  teardown.add(() => cloud.close());
  await Promise.all([ground.fabric.plugApi(socket), ground.fabric.plugMetadata(metadata.socket)]);
  return { cloud, dataPlane, watch, journal };
}

/** Deploys the WAN's template, the one that AWS gets, with what its hubs boot from. */
async function deploy(plan: WanPlan, { folder, keys }: Ground, cloud: LocalCloud, step: Step): Promise<void> {
  // Never the same twice: the CDK remembers per process which assets it has put into a folder, also when that is gone.
  const outdir = await mkdtemp(join(folder, "cdk.out-"));
  const functionsDir = join(packageRoot(), "dist", "lambda");
  const synthesized = await step("template", async () => {
    const bundle = await writeHubBundle(folder, plan, keys);
    return synthesize(plan, { outdir, functionsDir, bundle, validate: false });
  });
  const account = { endpoint: cloud.url, region: plan.region, credentials: cloud.rootCredentials };
  await createSecretParameters(account).push(plan.name, hubSecrets(plan, keys));
  await step("stack", () => cloud.deploy(synthesized.stackName, synthesized.template, outdir));
}

/** The laboratory as whoever uses it sees it. What a deploy has made is looked up each time: somebody may deploy, or destroy. */
function labOf(options: LabOptions, ground: Ground, parts: Parts, teardown: Teardown): Lab {
  const { name } = options;
  const { region, hubs } = options.plan;
  const { machines, folder } = ground;
  const { cloud, dataPlane, watch, journal } = parts;
  const { url: cloudUrl, rootCredentials: credentials } = cloud;
  const place = { endpoint: cloudUrl, region, credentials };

  function deployed() {
    const known = watch.deployed();
    if (!known) throw hubshiftError("lab-not-deployed", { name, wan: options.plan.name }, { exitCode: 1 });
    return known;
  }
  function instances(): Record<string, string> {
    if (!watch.deployed()) return {};
    return Object.fromEntries(
      hubs.map((hub) => [hub.name, dataPlane.instanceOf(hub.name)?.instanceId ?? ""] as const).filter(([, id]) => id),
    );
  }
  const switches = createSwitches(createAws(place), machines, instances);
  const { faults, thaw } = createFaults({
    plan: options.plan,
    ground,
    cloud,
    clock: systemClock,
    start: switches.start,
  });
  teardown.add(thaw);
  const expected = () => expectedSessions(options.plan, machines.all(), dataPlane.holderOf(deployed().hubAddress));
  return {
    name,
    cloud: options.cloud,
    keysFolder: options.keysFolder,
    get plan() {
      return { ...options.plan, hubAddress: watch.deployed()?.hubAddress };
    },
    cloudUrl,
    credentials,
    template: () => createStacks(place).template(stackName(options.plan)),
    journal: cloud.journal,
    follow: journal.follow,
    get allocationId() {
      return deployed().allocationId;
    },
    get instances() {
      return instances();
    },
    isDeployed: () => watch.deployed() !== undefined,
    hosts: () => machines.all().map((host) => host.status()),
    run: async (host, argv, runOptions) => machines.get(host).run(argv, runOptions),
    spawn: (host, argv, spawnOptions) => machines.get(host).spawn(argv, spawnOptions),
    ...switches,
    ...createAgents(options.plan, machines, systemClock),
    console: (host) => consoleFile(folder, machines.get(host).name),
    faults,
    waitEstablished: (timeoutMs) => waitForSessions(expected, timeoutMs, systemClock),
    down: teardown.run,
  };
}

async function build(options: LabOptions, teardown: Teardown): Promise<Lab> {
  const { name, plan, cloud: profile, keysFolder, signal } = options;
  const step = createSteps(systemClock, options.onProgress ?? (() => undefined), signal);
  const keys = keysFolder === undefined ? undefined : await readKeyRing(keysFolder, plan);
  const folder = await claimState({ name, wan: plan.name, region: plan.region, cloud: profile });
  teardown.add(() => releaseState(folder));
  const ground = await step("network", () => prepareGround({ wan: plan, keys, folder }, teardown));
  const parts = await startCloud(ground, options, teardown);
  installSites(ground, plan);
  const behind = bootLans(ground);
  const sites = behind.then(() => bootSites(ground, plan));
  // Whoever waits for them has the error; a laboratory that goes down has them end, and nobody waits.
  sites.catch(() => undefined);
  if (options.bare) await step("hosts", () => unlessAborted(signal, () => behind));
  else {
    await unlessAborted(signal, () => deploy(plan, ground, parts.cloud, step));
    const hubs = () => plan.hubs.map((hub) => ground.machines.get(hub.name).booted());
    await step("hosts", () => unlessAborted(signal, () => Promise.all([sites, ...hubs()])));
  }
  return labOf(options, ground, parts, teardown);
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
