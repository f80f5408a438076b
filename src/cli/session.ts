import type { Command } from "commander";
import pc from "picocolors";
import type { Profile } from "../spec/index.ts";
import type { Io } from "./io.ts";

type Colors = ReturnType<typeof pc.createColors>;

/** What every command knows: the streams and the options that all commands share. */
export interface Session {
  io: Io;
  json: boolean;
  /** `--wan`, as given. */
  wan: string | undefined;
  profile: Profile | undefined;
  /** Whether results may be coloured; `colors` obeys it. */
  color: boolean;
  colors: Colors;
  /** Results. */
  print(text: string): void;
  /** What is no result: notes, progress, next steps. */
  note(text: string): void;
  /** The last line for a person; nothing with `--json`. */
  next(text: string): void;
}

interface SharedOptions {
  wan?: string;
  profile?: Profile;
  json?: boolean;
  color?: boolean;
}

/** The session of one invocation. Colours need a terminal, and neither NO_COLOR (https://no-color.org) nor `--no-color`. */
export function createSession(io: Io, command: Command): Session {
  const options = command.optsWithGlobals<SharedOptions>();
  const color = options.color !== false && !io.env.NO_COLOR && io.stdout.isTTY === true;
  const json = options.json === true;
  const note = (text: string) => void io.stderr.write(`${text}\n`);
  const colors = pc.createColors(color);
  return {
    io,
    json,
    wan: options.wan,
    profile: options.profile,
    color,
    colors,
    print: (text) => void io.stdout.write(text.endsWith("\n") ? text : `${text}\n`),
    note,
    next: (text) => {
      if (!json) note(`${colors.dim("next:")} ${text}`);
    },
  };
}
