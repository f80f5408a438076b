import type { Command } from "commander";
import { hubshiftError } from "../../../errors/index.ts";

export interface NamedLab {
  name?: string;
}

/** Adds `--name` to a command that works on a running laboratory. */
export function withName(command: Command): Command {
  return command.option("--name <lab>", "which laboratory (default: the only one that runs)");
}

/** The laboratory that is meant: the named one, or the only one that runs. */
export async function labName({ name }: NamedLab): Promise<string> {
  if (name !== undefined) return name;
  const { listLabs } = await import("../../../lab/index.ts");
  const names = (await listLabs()).map((lab) => lab.name);
  const [only, ...others] = names;
  if (only === undefined) throw hubshiftError("lab-none", undefined, { exitCode: 1 });
  if (others.length > 0) throw hubshiftError("lab-which", { names });
  return only;
}
