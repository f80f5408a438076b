import { mkdtemp } from "node:fs/promises";
import { join } from "node:path";
import { createAws } from "../aws/index.ts";
import { createLocalCloud, delayProfiles, type LocalCloud } from "../cloud/index.ts";
import { hubshiftError } from "../errors/index.ts";
import type { WanPlan } from "../plan/index.ts";
import { synthesize } from "../stack/index.ts";
import { packageRoot, systemClock } from "../system/index.ts";
import { createAgents } from "./agents.ts";
import { createDataPlane, type LabDataPlane } from "./data-plane.ts";
import { expectedSessions, waitForSessions } from "./established.ts";
import { createFaults } from "./faults.ts";
import { bootHosts, type Ground, installHub, prepareGround } from "./ground.ts";
import { consoleFile } from "./machines.ts";
import { checkMachine } from "./preflight.ts";
import { createSteps, type Step, unlessAborted } from "./progress.ts";
import { claimState, releaseState, type StackRecord, writeRecord } from "./state.ts";
import { createSwitches } from "./switches.ts";
import { createTeardown, type Teardown } from "./teardown.ts";
import type { Lab, LabOptions } from "./types.ts";

async function startCloud(
  ground: Ground,
  options: LabOptions,
  teardown: Teardown,
): Promise<{ cloud: LocalCloud; dataPlane: LabDataPlane }> {
  const dataPlane = createDataPlane(ground.fabric, (instance) =>
    installHub(ground, options.plan, instance, {
      onLoss: () => cloud.poweredOff(instance.instanceId),
      credentials: () => cloud.instanceCredentials(instance.instanceId),
    }),
  );
  const socket = join(ground.folder, "cloud.sock");
  const cloud = await createLocalCloud({
    profile: delayProfiles[options.cloud],
    region: options.plan.region,
    dataPlane,
    socket,
    workDir: join(ground.folder, "cloud"),
    onJournal: options.onJournal,
  });
  teardown.add(() => cloud.close());
  await ground.fabric.plugApi(socket);
  return { cloud, dataPlane };
}

/** Deploys the WAN's template, the one that AWS gets. */
async function deploy(
  plan: WanPlan,
  folder: string,
  cloud: LocalCloud,
  step: Step,
  signal?: AbortSignal,
): Promise<{ template: unknown; stack: StackRecord }> {
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
  const stack = {
    cloudUrl: cloud.url,
    allocationId: output("AllocationId"),
    hubAddress: output("HubAddress"),
    instances: { [primary.name]: output("PrimaryInstanceId"), [standby.name]: output("StandbyInstanceId") },
  };
  return { template, stack };
}

async function build(options: LabOptions, teardown: Teardown): Promise<Lab> {
  const { name, signal } = options;
  const step = createSteps(systemClock, options.onProgress ?? (() => undefined), signal);
  const { name: wan, region } = options.plan;
  const [folder, record] = await claimState({ name, wan, region, cloud: options.cloud });
  teardown.add(() => releaseState(folder));
  const ground = await step("network", () => prepareGround(options.plan, folder, teardown));
  const { cloud, dataPlane } = await startCloud(ground, options, teardown);
  const { template, stack } = await deploy(options.plan, folder, cloud, step, signal);
  const { hubAddress, instances, cloudUrl, allocationId } = stack;
  const plan = { ...options.plan, hubAddress };
  ground.plan.resolve(plan);
  await step("hosts", () => unlessAborted(signal, () => bootHosts(ground, plan)));
  await writeRecord(folder, { ...record, stack });

  const { machines } = ground;
  const { rootCredentials: credentials } = cloud;
  const aws = createAws({ endpoint: cloudUrl, region, credentials });
  const expected = () => expectedSessions(plan, machines.all(), dataPlane.holderOf(hubAddress));
  const switches = createSwitches(aws, machines, instances);
  const { faults, thaw } = createFaults({ plan, ground, cloud, clock: systemClock, start: switches.start });
  teardown.add(thaw);
  return {
    name,
    plan,
    cloudUrl,
    credentials,
    template,
    journal: cloud.journal,
    allocationId,
    instances,
    hosts: () => machines.all().map((host) => host.status()),
    run: async (host, argv, runOptions) => machines.get(host).run(argv, runOptions),
    spawn: (host, argv, spawnOptions) => machines.get(host).spawn(argv, spawnOptions),
    ...switches,
    ...createAgents(plan, machines, systemClock),
    console: (host) => consoleFile(folder, machines.get(host).name),
    faults,
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
