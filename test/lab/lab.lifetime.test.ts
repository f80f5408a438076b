import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { join, resolve } from "node:path";
import { build } from "esbuild";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { attachLab, cleanStaleLabs, createLab, downLab, labStatus, listLabs, upLab } from "../../src/lab/index.ts";
import { createRunner } from "../../src/system/index.ts";
import { eventually, namespacesBelow, processesIn, referencePlan } from "./lab.support.ts";

const root = resolve(import.meta.dirname, "../..");
const plan = referencePlan();
const runner = createRunner();
const folderOf = (name: string) => `/run/hubshift/${name}`;
const nameOf = (what: string) => `test-${what}-${process.pid}`;

/** A supervisor as `lab up` starts it, built from the sources. */
let command: string[];
let built: string;

/** What must be the same before and after: this machine's interfaces and mounts. */
async function machine(): Promise<string[]> {
  const links = await runner.run(["ip", "-json", "link"]);
  const names = (JSON.parse(links.stdout) as { ifname: string }[]).map((link) => link.ifname);
  const mounts = readFileSync("/proc/self/mountinfo", "utf8");
  return [...names, ...mounts.split("\n").filter((mount) => mount.includes("hubshift"))];
}

beforeAll(async () => {
  built = mkdtempSync(join(root, "node_modules", ".test-supervisor-"));
  const entry = `
    import { runSupervisor } from ${JSON.stringify(join(root, "src/lab/index.ts"))};
    const end = new AbortController();
    process.on("SIGTERM", () => end.abort(new Error("SIGTERM")));
    await runSupervisor({ input: process.stdin, output: process.stdout, signal: end.signal, tasks: {} });
  `;
  await build({
    stdin: { contents: entry, resolveDir: root },
    bundle: true,
    platform: "node",
    format: "esm",
    packages: "external",
    logLevel: "error",
    outfile: join(built, "supervisor.mjs"),
  });
  command = [process.execPath, join(built, "supervisor.mjs")];
});

afterAll(() => {
  rmSync(built, { recursive: true, force: true });
});

afterEach(async () => {
  for (const { name } of await listLabs()) {
    if (name.startsWith("test-") && name.endsWith(`-${process.pid}`)) await downLab(name);
  }
});

describe("a laboratory with a supervisor", () => {
  it("comes up, takes orders, and leaves nothing when it goes down", async () => {
    const before = await machine();
    const name = nameOf("up");
    const steps: string[] = [];
    const up = await upLab({ name, plan, cloud: "instant", command }, (step) => steps.push(step));
    expect(steps.length).toBeGreaterThan(3);
    expect(up.hosts.map((host) => host.state)).toEqual(["up", "up", "up", "up", "up"]);
    expect((await listLabs()).map((record) => record.name)).toContain(name);
    const networks = namespacesBelow(up.supervisorPid);
    expect(networks.size, "five hosts, three routers, the internet, the edge").toBe(10);
    expect(await machine()).toEqual(before);

    const lab = await attachLab(name);
    expect(await lab.exec("SITE1-LF1", ["sh", "-c", "exit 7"])).toBe(7);
    expect(readFileSync(await lab.consoleFile("SITE1-LF1"), "utf8")).toContain("[init] frr");
    await lab.stop("SITE2-LF1");
    const stateOf = async () => (await lab.status()).hosts.find((host) => host.name === "SITE2-LF1")?.state;
    expect(await stateOf()).toBe("off");
    await expect(lab.exec("SITE2-LF1", ["true"])).rejects.toMatchObject({ code: "lab-host-off" });
    await lab.start("SITE2-LF1");
    expect(await stateOf()).toBe("up");
    await expect(lab.stop("NOBODY")).rejects.toMatchObject({ code: "lab-host-unknown" });

    const fault = { kind: "no-forwarding", host: "DC1-SP1" } as const;
    expect(await lab.strike(fault)).toMatchObject({ id: 1, fault });
    const forwards = () => lab.exec("DC1-SP1", ["sh", "-c", "exit $(cat /proc/sys/net/ipv4/ip_forward)"]);
    expect(await forwards()).toBe(0);
    expect(await lab.strike({ kind: "throttle", operation: "ec2:ReleaseAddress", count: 1 })).toMatchObject({
      id: 2,
    });
    const ordered = { kind: "delay", operation: "ec2:ReleaseAddress", ms: 1 };
    const endpoint = `${up.cloudUrl}/_faults`;
    await fetch(endpoint, { method: "POST", body: JSON.stringify(ordered) });
    expect((await lab.faults()).map(({ id, fault: { kind } }) => [id, kind])).toEqual([
      [1, "no-forwarding"],
      [2, "throttle"],
      [3, "delay"],
    ]);
    expect(await lab.mend(3)).toMatchObject([{ id: 3, fault: ordered }]);
    expect(await (await fetch(endpoint)).json()).toMatchObject([{ fault: { kind: "throttle" } }]);
    await expect(lab.strike({ kind: "throttle", operation: "ec2:Nothing" })).rejects.toMatchObject({
      code: "lab-fault-impossible",
    });
    await expect(lab.mend(4)).rejects.toMatchObject({ code: "lab-fault-unknown" });
    expect(await lab.mend(1)).toMatchObject([{ id: 1 }]);
    expect(await forwards()).toBe(1);
    expect(await lab.mend()).toMatchObject([{ id: 2 }]);
    expect(await lab.faults()).toEqual([]);

    await expect(upLab({ name, plan, cloud: "instant", command }, () => undefined)).rejects.toMatchObject({
      code: "lab-exists",
    });

    await downLab(name);
    expect(processesIn(networks)).toEqual([]);
    expect(existsSync(folderOf(name))).toBe(false);
    expect(await machine()).toEqual(before);
    await expect(labStatus(name)).rejects.toMatchObject({ code: "lab-not-up" });
    await expect(downLab(name)).rejects.toMatchObject({ code: "lab-not-up" });
  });

  it("leaves no process and no namespace when its supervisor is killed, and files only until the next command", async () => {
    const before = await machine();
    const name = nameOf("killed");
    const { supervisorPid } = await upLab({ name, plan, cloud: "instant", command }, () => undefined);
    const networks = namespacesBelow(supervisorPid);
    expect(processesIn(networks).length).toBeGreaterThan(30);
    process.kill(supervisorPid, "SIGKILL");
    await eventually(
      "every process is gone",
      () => processesIn(networks),
      (pids) => pids.length === 0,
      5_000,
    );
    expect(await machine()).toEqual(before);
    expect((await listLabs()).map((record) => record.name)).not.toContain(name);
    expect(await cleanStaleLabs()).toContain(name);
    expect(existsSync(folderOf(name))).toBe(false);
  });
});

describe("a laboratory in this process", () => {
  it("lives beside another one", async () => {
    const names = [nameOf("left"), nameOf("right")];
    const labs = await Promise.all(names.map((name) => createLab({ name, plan, cloud: "instant" })));
    try {
      expect(new Set(labs.map((lab) => lab.cloudUrl)).size).toBe(2);
      const converged = await Promise.all(labs.map((lab) => lab.waitEstablished(30_000)));
      expect(converged.map(({ established }) => established)).toEqual([true, true]);
      const keys = await Promise.all(labs.map((lab) => lab.run("DC1-SP1", ["wg", "show", "wg0", "public-key"])));
      expect(new Set(keys.map((key) => key.stdout)).size).toBe(2);
      await labs[0]?.down();
      const ping = await labs[1]?.run("SITE1-LF1", ["ping", "-c", "2", "-i", "0.2", "172.16.0.1"]);
      expect(ping?.stdout).toContain("2 received");
    } finally {
      await Promise.all(labs.map((lab) => lab.down()));
    }
    expect(names.filter((name) => existsSync(folderOf(name)))).toEqual([]);
  });

  it.each(["network ...", "stack ...", "hosts ..."])("leaves nothing when it is aborted at %s", async (at) => {
    const name = nameOf("aborted");
    const end = new AbortController();
    const reason = new Error("aborted by the test");
    const onProgress = (step: string) => {
      if (step === at) end.abort(reason);
    };
    await expect(createLab({ name, plan, cloud: "instant", onProgress, signal: end.signal })).rejects.toBe(reason);
    expect(existsSync(folderOf(name))).toBe(false);
    expect([...namespacesBelow(process.pid)]).toEqual([]);
  });

  it("needs a name that can be a folder's", async () => {
    await expect(createLab({ name: "../x", plan, cloud: "instant" })).rejects.toMatchObject({
      code: "lab-name-invalid",
    });
  });
});
