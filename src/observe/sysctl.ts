import { isCommand, type Reading, readLines } from "./reading.ts";

export interface SysctlFacts {
  /** By name with points, such as `net.ipv4.ip_forward`; lines of a value that has several are joined. */
  values: ReadonlyMap<string, string>;
}

const SETTING = /^([^\s=:]+) ?= ?(.*)$/;
/** Keys of cryptography among the kernel's parameters. */
const SECRET = /(?:_key|_secret)$/;

/** Reads `sysctl -a`, `sysctl NAME...` (procps). Secrets among the values are dropped here. */
export function parseSysctl(text: string): Reading<SysctlFacts> {
  const values = new Map<string, string>();
  const unread = readLines(text, (line) => {
    const [, name, value = ""] = SETTING.exec(line) ?? [];
    if (name === undefined) return isCommand(line, "sysctl");
    if (SECRET.test(name)) return true;
    const before = values.get(name);
    values.set(name, before === undefined ? value.trim() : `${before}\n${value.trim()}`);
    return true;
  });
  return { facts: { values }, unread };
}
