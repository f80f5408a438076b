import { isCommand, type Reading, readLines } from "./reading.ts";

export interface ModesFacts {
  files: FileMode[];
}

export interface FileMode {
  path: string;
  owner: string;
  /** Permission bits, such as 0o600. */
  mode: number;
}

const FILE = /^([0-7]{1,5}) (\S{1,64}) (\/.*)$/;

/** Reads `stat -c '%a %U %n' FILE...` (coreutils). */
export function parseModes(text: string): Reading<ModesFacts> {
  const files: FileMode[] = [];
  const unread = readLines(text, (line) => {
    const [, mode, owner = "", path = ""] = FILE.exec(line) ?? [];
    if (mode === undefined) return isCommand(line, "stat");
    return Boolean(files.push({ path, owner, mode: Number.parseInt(mode, 8) }));
  });
  return { facts: { files }, unread };
}
