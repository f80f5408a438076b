import { type Command, Option } from "commander";
import type { LabStatus } from "../../../lab/index.ts";
import type { WanPlan } from "../../../plan/index.ts";
import { action, type Cli, type ExitCode, examples } from "../../command.ts";
import { draftKeys } from "../../keyring.ts";
import { createProgress } from "../../progress.ts";
import type { Session } from "../../session.ts";
import { loadWan } from "../../wan.ts";
import type { NamedLab } from "./name.ts";
import { deployAdvice, statusText, withHolder } from "./status.ts";

interface UpOptions extends NamedLab {
  cloud: "instant" | "aws";
  bare?: boolean;
}

function nextStep({ hubs: [primary] }: WanPlan, status: LabStatus): string {
  if (status.allocationId === undefined) return deployAdvice(status);
  return `\`hubshift lab stop ${primary.name}\` and watch the address move; \`hubshift lab down\` when you are done`;
}

async function up(session: Session, options: UpOptions): Promise<ExitCode> {
  const wan = await loadWan(session);
  const { plan } = wan;
  // What somebody deploys there fits the keys in keys/, so the sites must, too.
  const keys = options.bare ? await draftKeys(session, wan) : undefined;
  await keys?.keep();
  const { upLab } = await import("../../../lab/index.ts");
  const name = options.name ?? plan.name;
  const phase = `laboratory ${name}`;
  const progress = await createProgress(session, [phase]);
  progress.enter(phase);
  try {
    const status = await withHolder(
      await upLab(
        { name, plan, cloud: options.cloud, bare: options.bare, keysFolder: keys?.folder, signal: session.io.signal },
        progress.step,
      ),
    );
    await progress.end();
    session.print(session.json ? JSON.stringify(status, null, 2) : statusText(session, status));
    session.next(nextStep(plan, status));
  } catch (error) {
    await progress.end(error);
    throw error;
  }
  return 0;
}

/** `hubshift lab up`: build the WAN on this machine and leave it running. */
export function addLabUp(lab: Command, cli: Cli): void {
  lab
    .command("up")
    .summary("build the WAN on this machine and leave it running")
    .description("Builds the WAN on this machine and leaves it running until `hubshift lab down`.")
    .option("--name <lab>", "names the laboratory; several can run side by side (default: the WAN's name)")
    .addOption(
      new Option("--cloud <profile>", "how long the cloud takes: at once, or as AWS does")
        .choices(["instant", "aws"])
        .default("instant"),
    )
    .option(
      "--bare",
      "sites and an empty AWS account alone: deploy there yourself; with the keys in keys/, and makes missing ones",
    )
    .addHelpText(
      "after",
      examples(
        ["hubshift lab up", "the WAN of ./wan.yaml"],
        ["hubshift lab up --name two --cloud aws", "another one beside it"],
        ["hubshift lab up --bare", "to deploy there with `cdk deploy` or `hubshift deploy`"],
      ),
    )
    .action(action(cli, up));
}
