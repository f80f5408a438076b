import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { hubshiftError } from "../errors/index.ts";
import type { Runner } from "../system/index.ts";
import { endedByTimeout, quote, remoteCommand, rootCheck } from "./shell.ts";
import type { Reach } from "./types.ts";

export interface SshOptions {
  /** For ssh's `-F`; its own default otherwise. */
  configFile?: string | undefined;
}

const DEFAULT_TIMEOUT_MS = 30_000;
/** What a connection may take beside the command, ms. */
const CONNECT_MS = 10_000;
/** From the first packet to the answer of `rootCheck`, ms: a connection, and whatever it goes through. */
const OPEN_MS = 2 * CONNECT_MS;
/** ssh(1), EXIT STATUS: 255 when ssh itself failed. A command may end so as well. */
const SSH_FAILED = 255;

/** Opened before the first command: of those that come at once each would open its own. */
interface Connection {
  opened: Promise<void>;
  /** Whoever asks next opens another. */
  broken: boolean;
}

/**
 * The hosts as the user's own ssh reaches them: a host's name in the plan is the destination, and `~/.ssh/config` says what that means
 * (HostName, User, ProxyJump, keys). It never asks: a password or an unknown host key ends it. One connection per host serves all
 * commands until `close`; its socket lies in a folder that only this user may enter.
 */
export function reachSsh(runner: Runner, { configFile }: SshOptions = {}): Reach {
  const config = configFile === undefined ? [] : ["-F", configFile];
  let folder: Promise<string> | undefined;
  const connections = new Map<string, Connection>();

  async function sshTo(host: string, ...more: string[]): Promise<string[]> {
    folder ??= mkdtemp(join(tmpdir(), "hubshift-ssh-"));
    const control = ["ControlMaster=auto", `ControlPath=${join(await folder, host)}`, "ControlPersist=60"];
    const settings = ["BatchMode=yes", `ConnectTimeout=${CONNECT_MS / 1000}`, ...control].flatMap((one) => ["-o", one]);
    return ["ssh", ...config, "-T", ...settings, ...more, "--", host];
  }

  function unreachable(host: string, reason: string): Error {
    const tried = ["ssh", ...config, host, "true"].map(quote).join(" ");
    return hubshiftError("host-unreachable", { host, reason, hint: `make \`${tried}\` work first` }, { exitCode: 1 });
  }

  async function open(host: string, signal: AbortSignal | undefined): Promise<void> {
    const limits = { timeoutMs: OPEN_MS, ...(signal && { signal }) };
    const { code, stderr, timedOut } = await runner.run([...(await sshTo(host)), rootCheck], limits);
    signal?.throwIfAborted();
    if (timedOut) throw unreachable(host, `no answer within ${OPEN_MS / 1000} s`);
    if (code === SSH_FAILED) throw unreachable(host, refusal(stderr));
    if (code !== 0) throw hubshiftError("host-not-root", { host, reason: refusal(stderr) }, { exitCode: 1 });
  }

  function connectionTo(host: string, signal: AbortSignal | undefined): Connection {
    const known = connections.get(host);
    if (known && !known.broken) return known;
    const connection: Connection = { opened: open(host, signal), broken: false };
    connection.opened.catch(() => {
      connection.broken = true;
    });
    connections.set(host, connection);
    return connection;
  }

  const control = async (host: string, order: "check" | "exit") => runner.run(await sshTo(host, "-O", order));

  return {
    async run(host, argv, { stdin = "", timeoutMs = DEFAULT_TIMEOUT_MS, signal } = {}) {
      const connection = connectionTo(host, signal);
      await connection.opened;
      const command = [...(await sshTo(host)), remoteCommand(argv, timeoutMs)];
      const limits = { timeoutMs: timeoutMs + CONNECT_MS, ...(signal && { signal }) };
      const { argv: _, ...result } = await runner.run(command, { input: stdin, ...limits });
      signal?.throwIfAborted();
      connection.broken = result.timedOut || (result.code === SSH_FAILED && (await control(host, "check")).code !== 0);
      if (!connection.broken) return { ...result, timedOut: endedByTimeout(result.code) };
      await control(host, "exit");
      throw unreachable(host, result.timedOut ? "it answers no more" : refusal(result.stderr));
    },
    async close() {
      if (!folder) return;
      const ending = [...connections];
      connections.clear();
      await Promise.all(
        ending.map(async ([host, { opened }]) => {
          // One that was broken off may have come about all the same.
          await opened.catch(() => undefined);
          await control(host, "exit");
        }),
      );
      await rm(await folder, { recursive: true, force: true });
      folder = undefined;
    },
  };
}

/** Why ssh or sudo refused: its last line, but for a host key, where only an earlier one tells a changed key from an unknown one. */
function refusal(stderr: string): string {
  if (stderr.includes("REMOTE HOST IDENTIFICATION HAS CHANGED")) return "its host key is not the one that is known";
  return stderr.trim().split("\n").at(-1)?.trim() || "no answer";
}
