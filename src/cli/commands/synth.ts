import { join, resolve } from "node:path";
import type { Command } from "commander";
import { action, type Cli, type ExitCode, examples } from "../command.ts";
import type { Session } from "../session.ts";
import { displayed, loadWan } from "../wan.ts";

interface SynthOptions {
  out: string;
  validate?: boolean;
}

async function synth(session: Session, options: SynthOptions): Promise<ExitCode> {
  const { plan } = await loadWan(session);
  const { synthesize } = await import("../../stack/index.ts");
  const { packageRoot } = await import("../../system/index.ts");
  const outdir = resolve(session.io.cwd, options.out);
  const validate = options.validate === true;
  const stack = await synthesize(plan, { outdir, functionsDir: join(packageRoot(), "dist/lambda"), validate });
  const { stackName, template, templateFile } = stack;
  const resources = Object.keys((template.Resources ?? {}) as object).length;
  if (session.json) session.print(JSON.stringify({ stackName, templateFile, resources }, null, 2));
  else
    session.print(`wrote stack ${stackName} with ${resources} resources: ${displayed(templateFile, session.io.cwd)}`);
  session.next("`hubshift drill` runs this template on this machine and measures its failover");
  return 0;
}

/** `hubshift synth`: the CloudFormation template and the functions' code. */
export function addSynth(program: Command, cli: Cli): void {
  program
    .command("synth")
    .summary("write the CloudFormation template and the functions")
    .description(
      "Writes the CloudFormation template of the WAN, with the failover functions beside it, as a CDK cloud assembly.",
    )
    .option("-o, --out <dir>", "folder to write to", "cdk.out")
    .option("--validate", "check it against CloudFormation's rules, too, which takes longer than all the rest")
    .addHelpText(
      "after",
      examples(
        ["hubshift synth", "write ./cdk.out"],
        ["hubshift synth --validate", "and check it once more"],
        ["hubshift synth --out build/dc1", "another folder"],
      ),
    )
    .action(action(cli, synth));
}
