import { mkdir } from "node:fs/promises";
import { resolve } from "node:path";
import type { Command } from "commander";
import { buildStack } from "../build.ts";
import { action, type Cli, type ExitCode, examples } from "../command.ts";
import { draftKeys } from "../keyring.ts";
import { writing } from "../out.ts";
import type { Session } from "../session.ts";
import { displayed, loadWan } from "../wan.ts";

interface SynthOptions {
  out: string;
  boot?: boolean;
  protect?: boolean;
  validate?: boolean;
}

async function synth(session: Session, options: SynthOptions): Promise<ExitCode> {
  const wan = await loadWan(session);
  const outdir = resolve(session.io.cwd, options.out);
  const keys = options.boot ? await draftKeys(session, wan) : undefined;
  await keys?.keep();
  const { protect, validate = false } = options;
  const stack = await writing(displayed(outdir, session.io.cwd), async () => {
    await mkdir(outdir, { recursive: true });
    return buildStack(wan, { outdir, ring: keys?.ring, protect, validate });
  });
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
    .option(
      "--boot",
      "with what makes plain machines hubs when they boot; needs the keys in keys/ and makes missing ones",
    )
    .option("--protect", "have `cdk deploy` protect the stack against deletion, as `hubshift deploy` does by itself")
    .option("--validate", "check it against CloudFormation's rules, too, which takes longer than all the rest")
    .addHelpText(
      "after",
      examples(
        ["hubshift synth", "write ./cdk.out"],
        ["hubshift synth --boot --protect", "for `cdk deploy`: with what the hubs boot from, and protected"],
        ["hubshift synth --validate", "and check it once more"],
        ["hubshift synth --out build/dc1", "another folder"],
      ),
    )
    .action(action(cli, synth));
}
