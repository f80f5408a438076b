import { insideNamespaces } from "../system/index.ts";

/** All that a host finds in its environment, whoever starts it. */
export const ENVIRONMENT = ["PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "HOME=/root"];

/**
 * The command that runs `argv` in the host with pid 1 `pid` as on the machine itself. A signal that ends nsenter reaches `argv` as
 * SIGTERM by way of timeout(1), which stays root: a program that gives up root, such as tcpdump, loses its parent-death signal.
 */
export function hostCommand(pid: number, argv: readonly string[]): string[] {
  const terminal = process.env.TERM ? [`TERM=${process.env.TERM}`] : [];
  const messenger = ["setpriv", "--pdeathsig", "TERM", "timeout", "--foreground", "0"];
  const environment = ["env", "--default-signal=INT,QUIT", "-i", ...ENVIRONMENT, ...terminal];
  const program = ["sh", "-c", 'cd && exec "$@"', "sh", ...argv];
  return insideNamespaces(pid, ["net", "mount", "pid", "uts"], [...messenger, ...environment, ...program]);
}

/** The same at a terminal: Ctrl-C is for the program alone, which may go on, as vtysh does. */
export function hostTerminalCommand(pid: number, argv: readonly string[]): string[] {
  return ["env", "--ignore-signal=INT,QUIT", ...hostCommand(pid, argv)];
}
