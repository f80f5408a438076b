import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { createRunner, tiedToThisProcess } from "../../src/system/index.ts";

export const SSHD = "/usr/sbin/sshd";
/** Debian's openssh-server, which hubshift itself does not need. */
export const withoutSshd = !existsSync(SSHD);

/** A user of that sshd who is not root and has no sudo. */
export const GUEST = "guest";

/** Keys for both sides of ssh, and what is the same in each configuration. */
export interface SshKeys {
  folder: string;
  /** For sshd_config. */
  server: string;
  /** For the `Host` of ssh_config: who logs in, and whom it trusts. */
  client: string;
  remove(): void;
}

export function makeSshKeys(): SshKeys {
  const folder = mkdtempSync(join(tmpdir(), "hubshift-sshd-"));
  for (const name of ["host", "user"])
    execFileSync("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-f", join(folder, name)]);
  writeFileSync(join(folder, "known"), `* ${readFileSync(join(folder, "host.pub"), "utf8")}`);
  const server = [
    "UsePAM no",
    "PidFile none",
    "PasswordAuthentication no",
    "KbdInteractiveAuthentication no",
    "LogLevel VERBOSE",
    "StrictModes no",
  ];
  const client = [
    "IdentitiesOnly yes",
    "User root",
    `IdentityFile ${folder}/user`,
    `UserKnownHostsFile ${folder}/known`,
  ];
  return {
    folder,
    server: `${server.join("\n")}\n`,
    client: `${client.map((line) => `  ${line}`).join("\n")}\n`,
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

export interface Sshd {
  port: number;
  /** How many logins there were. */
  logins(): number;
  stop(): Promise<void>;
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const { port } = server.address() as { port: number };
  await new Promise((done) => server.close(done));
  return port;
}

/** An sshd on this machine, with a /run and users of its own. Resolves when it listens. */
export async function startSshd({ folder, server }: SshKeys): Promise<Sshd> {
  const port = await freePort();
  const at = (name: string) => join(folder, name);
  writeFileSync(at("passwd"), `${readFileSync("/etc/passwd", "utf8")}${GUEST}:x:4711:4711::/:/bin/sh\n`);
  execFileSync("install", ["-m", "644", at("user.pub"), at("authorized")]);
  execFileSync("chmod", ["755", folder]);
  const own = [`ListenAddress 127.0.0.1:${port}`, `HostKey ${at("host")}`, `AuthorizedKeysFile ${at("authorized")}`];
  writeFileSync(at("sshd_config"), `${own.join("\n")}\n${server}`);
  const script = `mount -t tmpfs tmpfs /run && mkdir -m 755 /run/sshd && mount --bind ${at("passwd")} /etc/passwd && exec ${SSHD} -D -e -f ${at("sshd_config")}`;
  const running = createRunner().spawn(tiedToThisProcess(["unshare", "--mount", "sh", "-c", script]));
  let logins = 0;
  const listens = new Promise<void>((done, failed) => {
    const said: string[] = [];
    if (running.stderr)
      createInterface({ input: running.stderr }).on("line", (line) => {
        said.push(line);
        if (line.startsWith("Accepted publickey")) logins++;
        if (line.startsWith("Server listening")) done();
      });
    void running.exited.then(() => failed(new Error(`sshd ended: ${said.join("\n")}`)));
  });
  await listens;
  return {
    port,
    logins: () => logins,
    async stop() {
      running.kill();
      await running.exited;
    },
  };
}

/** The command lines of processes on this machine that have `text` in them. */
export function commandsWith(text: string): string[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => {
      try {
        return readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ").trim();
      } catch {
        return [];
      }
    })
    .filter((command) => command.includes(text));
}
