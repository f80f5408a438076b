import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createLocalCloud, delayProfiles, type LocalCloud } from "../../src/cloud/index.ts";
import { synthesize } from "../../src/stack/index.ts";
import { bundleInto } from "../lambda/bundled.ts";
import { dc1, type Profile } from "./synthesized.ts";

type Deployed = Awaited<ReturnType<LocalCloud["deploy"]>>;

export interface DeployedWan extends Pick<Deployed, "outputs" | "resources"> {
  cloud: LocalCloud;
  /** What AWS's clients take, for the account's root. */
  options: { region: string; endpoint: string; credentials: LocalCloud["rootCredentials"] };
  close(): Promise<void>;
}

/** dc1 in a LocalCloud of its own, with the template and the functions that AWS gets. `hubBundle`: what stands for the hubs' files. */
export async function deployDc1(profile: Profile, hubBundle?: string): Promise<DeployedWan> {
  const folder = await mkdtemp(join(tmpdir(), "hubshift-deployed-"));
  const outdir = join(folder, "cdk.out");
  const functionsDir = join(folder, "functions");
  const bundle = join(folder, "bundle.tar.gz");
  let cloud: LocalCloud | undefined;
  const close = async () => {
    await cloud?.close();
    await rm(folder, { recursive: true, force: true });
  };
  try {
    await bundleInto(functionsDir);
    if (hubBundle !== undefined) await writeFile(bundle, hubBundle);
    const boot = hubBundle === undefined ? {} : { bundle };
    const plan = await dc1(profile);
    const { template, stackName } = await synthesize(plan, { outdir, functionsDir, ...boot, validate: false });
    const { region } = plan;
    cloud = await createLocalCloud({ profile: delayProfiles.instant, region, workDir: join(folder, "work") });
    const { outputs, resources } = await cloud.deploy(stackName, template, outdir);
    return {
      cloud,
      outputs,
      resources,
      options: { region, endpoint: cloud.url, credentials: cloud.rootCredentials },
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}
