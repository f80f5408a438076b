import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { hubshiftError } from "../errors/index.ts";
import { type FileTree, type Runner, writeTree } from "../system/index.ts";
import { createHost, type Host, type HostOptions } from "./host.ts";
import { hostInit } from "./init.ts";

/** What a host's own files bring, or what only this machine is. */
const NOT_FROM_THIS_MACHINE = ["frr", "wireguard", "nftables.conf", "sysctl.d", "systemd", "hostname", "hubshift"];

/** The hosts of one laboratory by name. */
export interface Machines {
  /**
   * A host that is off. It can get power when `tree` is known and on its disk. A name that had a host before, which must be off, gets
   * a new disk with it.
   */
  install(
    tree: Promise<FileTree>,
    options: Pick<HostOptions, "name" | "kind" | "uplink" | "plug" | "onPowerLoss">,
  ): Host;
  /** Throws `lab-host-unknown`. */
  get(name: string): Host;
  /** In the order of their names' list. */
  all(): readonly Host[];
  /** Cuts everyone's power and refuses to give it again. */
  close(): Promise<void>;
}

function diskOf(folder: string, host: string): string {
  return join(folder, "hosts", host);
}

/** The file that gets what `host` of the laboratory in `folder` says while it boots and stops. */
export function consoleFile(folder: string, host: string): string {
  return join(diskOf(folder, host), "console.log");
}

/** Copies this machine's /etc to a host's disk, without what would make it this machine. */
async function copyEtc(runner: Runner, disk: string): Promise<void> {
  for (const name of ["etc", "opt"]) await mkdir(join(disk, name), { recursive: true });
  const others = NOT_FROM_THIS_MACHINE.flatMap((name) => ["!", "-name", name]);
  const find = ["find", "/etc", "-mindepth", "1", "-maxdepth", "1", ...others];
  const copied = await runner.run([...find, "-exec", "cp", "-a", "-t", join(disk, "etc"), "{}", "+"]);
  if (copied.code !== 0) throw new Error(`the disk of a host could not be made: ${copied.stderr.trim()}`);
}

/** Begins to make the disks of the hosts `names` in `folder`; `install` waits for its own. */
export async function createMachines(runner: Runner, folder: string, names: readonly string[]): Promise<Machines> {
  const hosts = new Map<string, Host>();
  const init = join(folder, "init");
  await writeFile(init, hostInit, { mode: 0o600 });
  const disks = new Map(names.map((name) => [name, copyEtc(runner, diskOf(folder, name))]));
  /** What still writes to the folder. */
  const writing: Promise<unknown>[] = [...disks.values()];
  let closed = false;

  async function newDisk(name: string): Promise<void> {
    for (const part of ["etc", "opt"]) await rm(join(diskOf(folder, name), part), { recursive: true, force: true });
    await copyEtc(runner, diskOf(folder, name));
  }

  async function writeDisk(name: string, tree: Promise<FileTree>): Promise<void> {
    const files = await tree;
    await disks.get(name);
    if (closed) throw new Error(`${name} came too late: the laboratory goes down`);
    await writeTree(diskOf(folder, name), new Map([...files, ["etc/hostname", `${name}\n`]]));
  }

  return {
    install(tree, options) {
      if (hosts.has(options.name)) disks.set(options.name, newDisk(options.name));
      const installed = writeDisk(options.name, tree);
      writing.push(installed.catch(() => undefined));
      const disk = diskOf(folder, options.name);
      const console = consoleFile(folder, options.name);
      const host = createHost({ runner, disk, installed, init, console, mayStart: () => !closed, ...options });
      hosts.set(options.name, host);
      return host;
    },
    get(name) {
      const host = hosts.get(name);
      if (host) return host;
      throw hubshiftError("lab-host-unknown", { host: name, hosts: names });
    },
    all: () => names.flatMap((name) => hosts.get(name) ?? []),
    async close() {
      closed = true;
      await Promise.allSettled(writing);
      await Promise.all([...hosts.values()].map((host) => host.powerOff()));
    },
  };
}
