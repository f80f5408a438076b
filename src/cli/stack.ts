import { join } from "node:path";
import { type Command, InvalidArgumentError } from "commander";
import type { Deployment, StackEvent, Stacks } from "../aws/index.ts";
import type { KeyRing } from "../keys/index.ts";
import { buildStack, inTemporaryFolder } from "./build.ts";
import { type Account, type DeployedOptions, withLab } from "./deployed.ts";
import type { Progress } from "./progress.ts";
import type { Session } from "./session.ts";
import type { LoadedWan } from "./wan.ts";

export interface StackOptions extends DeployedOptions {
  parameter?: ReadonlyMap<string, string>;
}

function addParameter(text: string, given: ReadonlyMap<string, string> = new Map()): ReadonlyMap<string, string> {
  const [, name, value] = /^([A-Za-z0-9]+)=(.*)$/.exec(text) ?? [];
  if (name === undefined || value === undefined) throw new InvalidArgumentError("It must be NAME=VALUE.");
  return new Map([...given, [name, value]]);
}

/** Adds what `deploy` and `diff` have in common: where, and with which parameters of the template. */
export function withStackOptions(command: Command): Command {
  return withLab(command).option(
    "--parameter <name=value>",
    "a parameter of the template, such as HubImage; may be repeated (default: as it was)",
    addParameter,
  );
}

export const STACK_PHASES = ["build the template", "compare it with what is there"] as const;

export interface Prepared {
  stackName: string;
  stacks: Stacks;
  deployment: Deployment;
  template: object;
}

/** Builds the template and has CloudFormation work out what it would change. Nothing of the stack changes. */
export async function prepareStack(
  session: Session,
  wan: LoadedWan,
  given: { account: Account; ring: KeyRing; options: StackOptions; progress: Progress },
): Promise<Prepared> {
  const { account, ring, options, progress } = given;
  const { wan: _, ...place } = account;
  const { createStacks } = await import("../aws/index.ts");
  const stacks = createStacks({ ...place, signal: session.io.signal });
  return inTemporaryFolder(async (folder) => {
    progress.enter(STACK_PHASES[0]);
    const assembly = await buildStack(wan, { outdir: join(folder, "cdk.out"), ring, validate: false });
    progress.enter(STACK_PHASES[1]);
    const deployment = await stacks.prepare(assembly, options.parameter);
    return { stackName: assembly.stackName, stacks, deployment, template: assembly.template };
  });
}

/** Shows a person what CloudFormation does, event by event; in a log they would bury the result. */
export function eventsTo({ io }: Session, progress: Progress): (event: StackEvent) => void {
  return ({ status, logicalId, reason }) => {
    if (io.stderr.isTTY) progress.step(`${status} ${logicalId}${reason ? `: ${reason}` : ""}`);
  };
}
