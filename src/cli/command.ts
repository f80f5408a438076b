import type { Command } from "commander";
import type { Io } from "./io.ts";
import { createSession, type Session } from "./session.ts";

/** What a command file needs to add its command: the streams, and where its exit status goes. */
export interface Cli {
  io: Io;
  outcome: { exitCode: number };
}

/** 0, or 1 when a check or the work failed without an error to throw. `lab exec` alone has others: its command's. */
export type ExitCode = 0 | 1;

/** Makes a commander action of a command's work. `work` gets the session, the command's own options and its operands. */
export function action<Options extends object>(
  cli: Cli,
  work: (session: Session, options: Options, operands: string[]) => Promise<number>,
): (this: Command) => Promise<void> {
  return async function (this: Command) {
    cli.outcome.exitCode = await work(createSession(cli.io, this), this.opts<Options>(), this.args);
  };
}

/** The part of a help text that shows the command at work. */
export function examples(...lines: [command: string, meaning: string][]): string {
  const width = Math.max(...lines.map(([command]) => command.length));
  return `\nExamples:\n${lines.map(([command, meaning]) => `  ${command.padEnd(width)}  ${meaning}`).join("\n")}`;
}
