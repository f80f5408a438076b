import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { type Reach, reachSsh } from "../../src/reach/index.ts";
import { createRunner, packageRoot } from "../../src/system/index.ts";
import { eventually } from "./lab.support.ts";
import { commandsWith, GUEST, makeSshKeys, type Sshd, type SshKeys, startSshd, withoutSshd } from "./sshd.support.ts";

let keys: SshKeys;
let sshd: Sshd;
let temporary: string;
let configFile: string;
let ssh: Reach;
const silent = createServer((socket) => sockets.push(socket));
const sockets: Socket[] = [];

/** A host behind that sshd, but for the lines of its own, of which ssh takes the first. */
const host = (name: string, ...own: string[]) =>
  [`Host ${name}`, ...own.map((line) => `  ${line}`), "  HostName 127.0.0.1", `  Port ${sshd.port}`, keys.client].join(
    "\n",
  );

beforeAll(async () => {
  if (withoutSshd) return;
  keys = makeSshKeys();
  sshd = await startSshd(keys);
  await new Promise<void>((done) => silent.listen(0, "127.0.0.1", done));
  const { port } = silent.address() as { port: number };
  const known = (name: string, text: string) => {
    writeFileSync(join(keys.folder, name), text);
    return `UserKnownHostsFile ${join(keys.folder, name)}`;
  };
  const otherKey = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIFmAxyMsm3MzT1dCG3u+YgE5GkpkMmrVZhuJrcYXGuBi";
  const hosts = [
    host("GUEST", `User ${GUEST}`),
    host("NOBODY", "User nobody-here"),
    host("SILENT", `Port ${port}`),
    host("REFUSED", "Port 1"),
    host("CHANGED", known("known-other", `* ${otherKey}\n`)),
    host("UNKNOWN", known("known-none", "")),
    host("*"),
  ];
  configFile = join(keys.folder, "config");
  writeFileSync(configFile, hosts.join("\n"));
  temporary = mkdtempSync(join(tmpdir(), "hubshift-test-"));
  vi.stubEnv("TMPDIR", temporary);
});

beforeEach(() => {
  ssh = reachSsh(createRunner(), { configFile });
});

afterEach(async () => {
  if (withoutSshd) return;
  await ssh.close();
  // No socket is left, and nobody who serves one.
  expect(readdirSync(temporary)).toEqual([]);
  expect(commandsWith(temporary)).toEqual([]);
});

afterAll(async () => {
  vi.unstubAllEnvs();
  for (const socket of sockets) socket.destroy();
  silent.close();
  if (withoutSshd) return;
  await sshd.stop();
  keys.remove();
  rmSync(temporary, { recursive: true, force: true });
});

describe.skipIf(withoutSshd)("ssh to a real sshd (Debian's openssh-server)", () => {
  it("brings a command to the host as root, and its output and status back whole", async () => {
    expect(await ssh.run("A", ["id", "-u"])).toMatchObject({ code: 0, stdout: "0\n", timedOut: false });
    const said = ["sh", "-c", "cat; echo no >&2; exit 3"];
    expect(await ssh.run("A", said, { stdin: "it's $HOME" })).toMatchObject({
      code: 3,
      stdout: "it's $HOME",
      stderr: "no\n",
    });
    // As ssh's own status for a connection that failed.
    expect(await ssh.run("A", ["sh", "-c", "exit 255"])).toMatchObject({ code: 255 });
    const { stdout } = await ssh.run("A", ["seq", "1000000"]);
    expect(stdout).toHaveLength(6_888_896);
    expect(stdout.endsWith("\n999999\n1000000\n")).toBe(true);
    expect(await ssh.run("A", ["sleep", "20"], { timeoutMs: 1_000 })).toMatchObject({ timedOut: true });
  });

  it("logs in once for dozens of commands, five at a time", async () => {
    const before = sshd.logins();
    const numbers = Array.from({ length: 40 }, (_, index) => String(index));
    const left = numbers.values();
    const answers: string[] = [];
    const asker = async () => {
      for (const number of left) answers.push((await ssh.run("A", ["echo", number])).stdout.trim());
    };
    await Promise.all([asker(), asker(), asker(), asker(), asker()]);
    expect(answers.toSorted()).toEqual(numbers.toSorted());
    expect(sshd.logins() - before).toBe(1);
  });

  it.each([
    { name: "REFUSED", reason: /^ssh: connect to host 127\.0\.0\.1 port 1: Connection refused$/ },
    { name: "SILENT", reason: /^Connection to 127\.0\.0\.1 port \d+ timed out$/ },
    { name: "CHANGED", reason: /^its host key is not the one that is known$/ },
    { name: "UNKNOWN", reason: /^Host key verification failed\.$/ },
    { name: "NOBODY", reason: /^nobody-here@127\.0\.0\.1: Permission denied \(publickey\)\.$/ },
  ])("says why $name cannot be reached, and what to try", async ({ name, reason }) => {
    const error = await ssh.run(name, ["true"]).catch((thrown) => thrown);
    expect(error).toMatchObject({
      code: "host-unreachable",
      hint: `make \`ssh -F ${configFile} ${name} true\` work first`,
    });
    const [, told = ""] = /^\w+ cannot be reached: (.*)$/.exec(error.message) ?? [];
    expect(told).toMatch(reason);
  });

  it("tells a user who cannot become root from a host that cannot be reached", async () => {
    const error = await ssh.run("GUEST", ["true"]).catch((thrown) => thrown);
    expect(error).toMatchObject({ code: "host-not-root", exitCode: 1 });
    expect(error.message).toMatch(/^on GUEST commands cannot run as root: .*sudo/);
  });

  it("notices that the connection broke, and opens another for who asks again", async () => {
    await ssh.run("A", ["true"]);
    const before = sshd.logins();
    // The process that serves this connection: the nearest above the command that is an sshd.
    const killSshd =
      'p=$$; until grep -q "^Name:.sshd$" /proc/$p/status; do p=$(sed -n "s/^PPid:.//p" /proc/$p/status); done; kill -KILL $p';
    await expect(ssh.run("A", ["sh", "-c", killSshd])).rejects.toMatchObject({ code: "host-unreachable" });
    expect(await ssh.run("A", ["echo", "again"])).toMatchObject({ stdout: "again\n" });
    expect(sshd.logins() - before).toBe(1);
  });

  it("leaves at once when it is broken off", async () => {
    await ssh.run("A", ["true"]);
    const stop = new AbortController();
    const asked = ssh.run("A", ["sleep", "20"], { signal: stop.signal });
    stop.abort(new Error("enough"));
    await expect(asked).rejects.toThrow("enough");
  });

  it("Ctrl-C in the middle of `hubshift validate` leaves no connection and no socket behind", async () => {
    const logins = sshd.logins();
    const hubshift = [process.execPath, join(packageRoot(), "bin/hubshift.js")];
    const wan = join(packageRoot(), "examples/dc1/wan.yaml");
    // A session of its own, as a terminal's job has: Ctrl-C reaches ssh's processes as well.
    const running = createRunner().spawn(
      ["setsid", ...hubshift, "validate", "--wan", wan, "--ssh-config", configFile],
      {
        env: { AWS_EC2_METADATA_DISABLED: "true" },
      },
    );
    await eventually(
      "all five hosts are asked",
      () => sshd.logins() - logins,
      (count) => count === 5,
      30_000,
    );
    process.kill(-running.pid, "SIGINT");
    expect(await running.exited).toEqual({ code: 130 });
  });
});
