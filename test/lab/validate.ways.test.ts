import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { attachLab, downLab, type LabStatus, listLabs } from "../../src/lab/index.ts";
import { packageRoot } from "../../src/system/index.ts";
import type { Validation } from "../../src/verify/index.ts";
import { useAws } from "../aws/environment.ts";
import { run } from "../cli/run.ts";
import { expectSuccess } from "./lab.support.ts";
import { makeSshKeys, SSHD, type SshKeys, withoutSshd } from "./sshd.support.ts";

const name = `test-ways-${process.pid}`;
const cwd = packageRoot();
const wan = ["--wan", "examples/dc1/wan.yaml", "--profile", "hot-standby"];
/** Seconds: BGP comes up, and alarms look once a minute. */
const SETTLED = "120";

let status: LabStatus;

beforeAll(async () => {
  expectSuccess("lab up", await run(["lab", "up", "--name", name, ...wan], { cwd }));
  status = await (await attachLab(name)).status();
  useAws(status.cloudUrl, status.credentials);
  expectSuccess("validate", await run(["validate", "--lab", name, "--wait", SETTLED], { cwd }));
});

afterAll(async () => {
  vi.unstubAllEnvs();
  if ((await listLabs()).some((lab) => lab.name === name)) await downLab(name);
});

/** What is judged, and how. */
async function verdicts(...argv: string[]): Promise<string[]> {
  const { stdout, stderr } = await run(["validate", "--json", ...argv], { cwd });
  expect(stderr).not.toContain("error");
  const { findings } = JSON.parse(stdout) as Validation;
  return findings.map(({ id, subject, verdict }) => `${id} ${subject}: ${verdict}`);
}

/**
 * An sshd in every host of the laboratory, as inetd would start one for each connection; ssh's way to it is the host's own
 * namespaces, where no firewall stands.
 */
async function sshInto({ folder, server, client }: SshKeys, among: RegExp): Promise<string> {
  const lab = await attachLab(name);
  const [hostKey = "", user = ""] = ["host", "user.pub"].map((file) => readFileSync(join(folder, file), "utf8"));
  const config = `HostKey /run/sshd/host\nAuthorizedKeysFile /run/sshd/user.pub\n${server}`;
  const hosts = await Promise.all(
    status.hosts
      .filter((host) => among.test(host.name))
      .map(async ({ name: host, pid }) => {
        const put =
          'umask 077; mkdir -m 755 -p /run/sshd; cd /run/sshd; printf %s "$1" >user.pub; printf %s "$2" >config; cat >host';
        expect(await lab.run(host, ["sh", "-c", put, "sh", user, config], { input: hostKey })).toMatchObject({
          code: 0,
        });
        const enter = `nsenter --target=${pid} --net --mount --pid --uts -- ${SSHD} -i -f /run/sshd/config`;
        return `Host ${host}\n  ProxyCommand ${enter}\n${client}`;
      }),
  );
  const file = join(folder, "ssh_config");
  writeFileSync(file, hosts.join("\n"));
  return file;
}

/** Judged the same, but that the hubs' clocks may answer too slowly to be compared: a way has its own delays. */
async function expectTheSame(seen: readonly string[]) {
  expect(seen).toHaveLength(178);
  const clocks = "clocks.hubs DC1-SP1 and DC1-SP2";
  const others = (all: readonly string[]) => all.filter((line) => !line.startsWith(clocks));
  expect(others(seen)).toEqual(others(await verdicts("--lab", name)));
  expect([`${clocks}: pass`, `${clocks}: unknown`]).toContain(seen.at(-1));
}

describe("validate asks the same hosts by other ways, and judges the same", () => {
  let keys: SshKeys;
  beforeAll(() => {
    if (!withoutSshd) keys = makeSshKeys();
  });
  afterAll(() => keys?.remove());

  it.skipIf(withoutSshd)("all by ssh, each host's own sshd (Debian's openssh-server)", async () => {
    const seen = await verdicts(...wan, "--ssh-config", await sshInto(keys, /./));
    await expectTheSame(seen);
  });

  it("the hubs by Systems Manager's Run Command", async () => {
    await expectTheSame(await verdicts("--lab", name, "--ssm"));
  });

  it.skipIf(withoutSshd)("the hubs by Run Command where ssh has no way to them, and the sites by ssh", async () => {
    const config = await sshInto(keys, /^SITE/);
    await expectTheSame(await verdicts(...wan, "--ssm", "--ssh-config", config));
  });
});
