import { insideNamespaces } from "../system/index.ts";

/** All that a host finds in its environment, whoever starts it. */
export const ENVIRONMENT = ["PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "HOME=/root"];

/** A host's namespaces. */
const KINDS = ["net", "mount", "pid", "uts"] as const;

/** Stays root beside a program that may give it up, passes signals on to it, and ends as it does. */
const MESSENGER = ["timeout", "--foreground", "0"];
/** It gets SIGTERM when its parent ends. */
const ORPHANED = ["setpriv", "--pdeathsig", "TERM"];

function program(argv: readonly string[]): string[] {
  const terminal = process.env.TERM ? [`TERM=${process.env.TERM}`] : [];
  return ["env", "-i", ...ENVIRONMENT, ...terminal, "sh", "-c", 'cd && exec "$@"', "sh", ...argv];
}

/**
 * The command that runs `argv` in the host with pid 1 `pid` as on the machine itself. A signal that ends nsenter, SIGKILL too, reaches
 * `argv` as SIGTERM by way of timeout(1): a program that gives up root, such as tcpdump, loses its own parent-death signal.
 */
export function hostCommand(pid: number, argv: readonly string[]): string[] {
  return insideNamespaces(pid, KINDS, [...ORPHANED, ...MESSENGER, ...program(argv)]);
}

/**
 * The same at a terminal. timeout(1) is the process itself here, outside the host's pid namespace: Ctrl-C does not end it before
 * `argv`, which may go on, as vtysh does, and it ends as `argv` ended, by the same signal if it was one.
 */
export function hostTerminalCommand(pid: number, argv: readonly string[]): string[] {
  const [nsenter = "", ...rest] = insideNamespaces(pid, KINDS, [...MESSENGER, ...program(argv)]);
  return [...ORPHANED, nsenter, "--no-fork", ...rest];
}
