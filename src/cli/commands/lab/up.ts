import { type Command, Option } from "commander";
import { action, type Cli, type ExitCode, examples } from "../../command.ts";
import { createProgress } from "../../progress.ts";
import type { Session } from "../../session.ts";
import { loadWan } from "../../wan.ts";
import type { NamedLab } from "./name.ts";
import { statusText, withHolder } from "./status.ts";

interface UpOptions extends NamedLab {
  cloud: "instant" | "aws";
}

async function up(session: Session, options: UpOptions): Promise<ExitCode> {
  const { plan } = await loadWan(session);
  const { upLab } = await import("../../../lab/index.ts");
  const name = options.name ?? plan.name;
  const phase = `laboratory ${name}`;
  const progress = await createProgress(session, [phase]);
  progress.enter(phase);
  try {
    const status = await withHolder(
      await upLab({ name, plan, cloud: options.cloud, signal: session.io.signal }, progress.step),
    );
    await progress.end();
    session.print(session.json ? JSON.stringify(status, null, 2) : statusText(session, status));
  } catch (error) {
    await progress.end(error);
    throw error;
  }
  session.next(
    `\`hubshift lab stop ${plan.hubs[0].name}\` and watch the address move; \`hubshift lab down\` when you are done`,
  );
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
    .addHelpText(
      "after",
      examples(
        ["hubshift lab up", "the WAN of ./wan.yaml"],
        ["hubshift lab up --name two --cloud aws", "another one beside it"],
      ),
    )
    .action(action(cli, up));
}
