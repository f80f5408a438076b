import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { hubshiftError } from "../errors/index.ts";
import type { Runner } from "../system/index.ts";
import { endedByTimeout, remoteCommand } from "./shell.ts";
import type { Reach } from "./types.ts";

export interface SshOptions {
  /** For ssh's `-F`; its own default otherwise. */
  configFile?: string | undefined;
}

const DEFAULT_TIMEOUT_MS = 30_000;
/** What a connection may take beside the command, ms. */
const CONNECT_MS = 10_000;
/** ssh(1), EXIT STATUS: 255 when ssh itself failed. */
const SSH_FAILED = 255;

/**
 * The hosts as the user's own ssh reaches them: a host's name in the plan is the destination, and `~/.ssh/config` says what that means
 * (HostName, User, ProxyJump, keys). It never asks: a password or an unknown host key ends it. One connection per host serves all
 * commands until `close`; its socket lies in a folder that only this user may enter.
 */
export function reachSsh(runner: Runner, { configFile }: SshOptions = {}): Reach {
  let folder: Promise<string> | undefined;
  const used = new Set<string>();

  async function sshTo(host: string, ...more: string[]): Promise<string[]> {
    folder ??= mkdtemp(join(tmpdir(), "hubshift-ssh-"));
    const control = ["ControlMaster=auto", `ControlPath=${join(await folder, "%C")}`, "ControlPersist=60"];
    const settings = ["BatchMode=yes", `ConnectTimeout=${CONNECT_MS / 1000}`, ...control].flatMap((one) => ["-o", one]);
    return ["ssh", ...(configFile === undefined ? [] : ["-F", configFile]), "-T", ...settings, ...more, "--", host];
  }

  return {
    async run(host, argv, { stdin = "", timeoutMs = DEFAULT_TIMEOUT_MS, signal } = {}) {
      const command = [...(await sshTo(host)), remoteCommand(argv, timeoutMs)];
      used.add(host);
      const limits = { timeoutMs: timeoutMs + CONNECT_MS, ...(signal && { signal }) };
      const { argv: _, ...result } = await runner.run(command, { input: stdin, ...limits });
      if (result.code === SSH_FAILED || result.timedOut) throw unreachable(host, result.timedOut ? "" : result.stderr);
      return { ...result, timedOut: endedByTimeout(result.code) };
    },
    async close() {
      if (!folder) return;
      const hosts = [...used];
      used.clear();
      // A host that was never reached has no connection to end.
      await Promise.all(hosts.map(async (host) => runner.run(await sshTo(host, "-O", "exit"))));
      await rm(await folder, { recursive: true, force: true });
      folder = undefined;
    },
  };
}

function unreachable(host: string, said: string): Error {
  const reason = said.trim().split("\n").at(-1)?.trim() || "no answer";
  return hubshiftError(
    "host-unreachable",
    { host, reason, hint: `make \`ssh ${host} true\` work first` },
    { exitCode: 1 },
  );
}
