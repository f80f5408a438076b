import { createWriteStream, openSync } from "node:fs";
import { createInterface } from "node:readline";
import { hubshiftError } from "../errors/index.ts";
import {
  type Runner,
  type Running,
  type RunOptions,
  type RunResult,
  type SpawnOptions,
  tiedToThisProcess,
} from "../system/index.ts";
import type { Uplink } from "./addressing.ts";
import { ENVIRONMENT, hostCommand } from "./host-command.ts";
import { createSignal } from "./signal.ts";
import type { HostKind, HostStatus } from "./types.ts";

/** How long a shutdown may take before the power is cut, ms. A hub hands its address over first, which takes some seconds at most. */
const SHUTDOWN_LIMIT_MS = 15_000;

export interface HostOptions {
  runner: Runner;
  name: string;
  kind: HostKind;
  /** Folder with the host's `etc` and `opt`. It outlives a power-off, as a disk does. */
  disk: string;
  /** Resolves when everything is on the disk. Without it the host gets no power. */
  installed: Promise<void>;
  /** The file that holds `hostInit`. */
  init: string;
  /** File that gets what the host says while it boots and stops. */
  console: string;
  /** Undefined where `plug` itself sees to eth0. */
  uplink: Uplink | undefined;
  /** Puts the cable into eth0 of the host whose pid 1 is `pid`. */
  plug(pid: number): Promise<void>;
  /** Whether it may have power; no longer when the laboratory goes down. */
  mayStart(): boolean;
  /** The host went off and nobody had asked for it. */
  onPowerLoss(): void;
}

/** A machine of the laboratory. */
export interface Host {
  readonly name: string;
  status(): HostStatus;
  /** Resolves when the host has power and its cable; nothing happens when it is on. */
  powerOn(): Promise<void>;
  /**
   * Resolves when every service has started; waits for the power first. Throws `lab-host-failed` when a service did not start, or
   * when the host goes off before.
   */
  booted(): Promise<void>;
  /** Cuts the power; resolves when every process of the host is gone. Nothing happens when it is off. */
  powerOff(): Promise<void>;
  /** Asks the host to stop its services, and cuts the power when that takes longer than 15 s. */
  shutDown(): Promise<void>;
  run(argv: readonly string[], options?: RunOptions): Promise<RunResult>;
  spawn(argv: readonly string[], options?: SpawnOptions): Running;
}

/** One time that the host has power. */
interface PowerCycle {
  running: Running;
  /** pid 1 as this machine sees it, once it has reported. */
  pid: number | undefined;
  up: boolean;
  /** Somebody asked for it to go off. */
  expected: boolean;
  powered: Promise<void>;
  booted: Promise<void>;
}

function spawnInit({ runner, name, disk, init }: HostOptions): Running {
  const namespaces = ["unshare", "--net", "--mount", "--pid", "--uts", "--fork", "--kill-child"];
  const shell = ["env", "-i", ...ENVIRONMENT, "TERM=linux", "bash", init, name, disk, process.execPath];
  return runner.spawn(tiedToThisProcess([...namespaces, ...shell]));
}

/** Writes the console to its file and remembers its last lines. */
function followConsole(running: Running, file: string): { tail(): string } {
  let recent = "";
  running.stderr?.pipe(createWriteStream(file, { fd: openSync(file, "a", 0o600) }));
  running.stderr?.on("data", (chunk) => {
    recent = (recent + String(chunk)).slice(-2_000);
  });
  return { tail: () => recent.trimEnd().split("\n").slice(-5).join("\n") };
}

/** Gives the host power and follows what its pid 1 reports. */
function beginPowerCycle(options: HostOptions): PowerCycle {
  const running = spawnInit(options);
  if (!running.stdout || !running.stdin) throw new TypeError("a host's standard streams are pipes");
  const { stdin, stdout } = running;
  stdin.on("error", () => undefined);
  const console = followConsole(running, options.console);
  const lines = createInterface({ input: stdout })[Symbol.asyncIterator]();
  const report = async (expected: string): Promise<string> => {
    const [word, ...rest] = ((await lines.next()).value ?? "").split(" ");
    if (word === expected) return rest.join(" ");
    const reason = word === "failed" ? `${rest.join(", ")} did not start` : "it went off";
    const params = { host: options.name, reason, console: console.tail() };
    throw hubshiftError("lab-host-failed", params, { exitCode: 1 });
  };
  const connect = async () => {
    const pid = Number(await report("pid"));
    cycle.pid = pid;
    await options.plug(pid);
    const { uplink } = options;
    stdin.write(uplink ? `uplink ${uplink.address} ${uplink.gateway}\n` : "boot\n");
  };
  const boot = async () => {
    await powered;
    await report("up").finally(() => {
      cycle.up = true;
    });
  };
  const powered = connect();
  const booted = boot();
  // Whoever cares awaits it; a host that fails while nobody waits is no unhandled error.
  booted.catch(() => undefined);
  const cycle: PowerCycle = { running, pid: undefined, up: false, expected: false, powered, booted };
  return cycle;
}

function killIfAlive(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // It has gone off by itself in the meantime.
  }
}

/** Cuts the power. The kernel kills every process of a pid namespace with its pid 1. */
async function cutPower(cycle: PowerCycle): Promise<void> {
  await cycle.powered.catch(() => undefined);
  if (cycle.pid === undefined) cycle.running.kill("SIGKILL");
  else killIfAlive(cycle.pid);
}

/** A host that is off. */
export function createHost(options: HostOptions): Host {
  const { runner, name, kind } = options;
  let cycle: PowerCycle | undefined;
  let power = createSignal<PowerCycle>();

  function begin(): PowerCycle {
    const begun = beginPowerCycle(options);
    void begun.running.exited.then(() => {
      cycle = undefined;
      power = createSignal();
      if (!begun.expected) options.onPowerLoss();
    });
    power.resolve(begun);
    return begun;
  }

  function pid1(): number {
    if (cycle?.pid === undefined) throw hubshiftError("lab-host-off", { host: name }, { exitCode: 1 });
    return cycle.pid;
  }

  /** Lets the host go off by itself, and cuts its power after `limitMs`. */
  async function goOff(limitMs: number): Promise<void> {
    const ending = cycle;
    if (!ending) return;
    ending.expected = true;
    if (limitMs > 0) ending.running.stdin?.write("shutdown\n");
    const cut = setTimeout(() => void cutPower(ending), limitMs);
    await ending.running.exited;
    clearTimeout(cut);
  }

  return {
    name,
    status: () => ({ name, kind, pid: cycle?.pid, state: cycle ? (cycle.up ? "up" : "booting") : "off" }),
    powerOn: async () => {
      await options.installed;
      if (!options.mayStart()) return;
      cycle ??= begin();
      await cycle.powered;
    },
    booted: async () => (await power.promise).booted,
    powerOff: () => goOff(0),
    shutDown: () => goOff(SHUTDOWN_LIMIT_MS),
    run: async (argv, runOptions) => runner.run(hostCommand(pid1(), argv), runOptions),
    spawn: (argv, spawnOptions) => runner.spawn(hostCommand(pid1(), argv), spawnOptions),
  };
}
