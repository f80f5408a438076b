import { join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as delay } from "node:timers/promises";
import { hubshiftError } from "../errors/index.ts";
import type { WanPlan } from "../plan/index.ts";
import { createRunner, packageRoot } from "../system/index.ts";
import { order, orderTask } from "./control-client.ts";
import { hostCommand, hostTerminalCommand } from "./host-command.ts";
import { signalJob } from "./job.ts";
import { consoleFile } from "./machines.ts";
import { fromMessage, type SupervisorMessage, type SupervisorOrder } from "./messages.ts";
import { checkMachine } from "./preflight.ts";
import { cleanStaleLabs, isAlive, readRecord, stateFolder } from "./state.ts";
import type { AttachedLab, LabFaultRecord, LabStatus } from "./types.ts";

/** How long a supervisor may take to take its laboratory down before it is killed, ms; a host's shutdown is bounded below that. */
const DOWN_LIMIT_MS = 30_000;

export interface UpOptions extends SupervisorOrder {
  /** The command that calls `runSupervisor` with its own standard streams. Default: `hubshift lab-supervisor`. */
  command?: readonly string[];
  /** Takes down what is there of the laboratory. */
  signal?: AbortSignal;
}

function supervisorCommand(): string[] {
  return [process.execPath, join(packageRoot(), "bin", "hubshift.js"), "lab-supervisor"];
}

/**
 * Starts a laboratory in a process of its own, which outlives this one. Resolves when all its hosts are up; `onProgress` gets each step.
 * Throws what kept it from coming up: nothing of it is left then.
 */
export async function upLab(options: UpOptions, onProgress: (step: string) => void): Promise<LabStatus> {
  await checkMachine();
  const { command, signal, ...sent } = options;
  signal?.throwIfAborted();
  const supervisor = createRunner().spawn(command ?? supervisorCommand(), { detached: true, cwd: "/" });
  const stop = () => supervisor.kill("SIGTERM");
  signal?.addEventListener("abort", stop, { once: true });
  try {
    supervisor.stdin?.on("error", () => undefined).end(JSON.stringify(sent satisfies SupervisorOrder));
    for await (const line of createInterface({ input: supervisor.stdout as NodeJS.ReadableStream })) {
      const message = JSON.parse(line) as SupervisorMessage;
      if ("up" in message) return message.up;
      if ("step" in message) onProgress(message.step);
      else if (!signal?.aborted) throw fromMessage(message.error);
    }
    const { code } = await supervisor.exited;
    signal?.throwIfAborted();
    throw hubshiftError("lab-supervisor-failed", { name: sent.name, reason: `status ${code}` }, { exitCode: 1 });
  } finally {
    signal?.removeEventListener("abort", stop);
    supervisor.stdout?.destroy();
  }
}

/** What the laboratory `name` tells about itself. Throws `lab-not-up`. */
export async function labStatus(name: string): Promise<LabStatus> {
  return (await order(name, "GET", "/status")) as LabStatus;
}

/**
 * Takes the laboratory `name` down and removes what dead ones left. Resolves when its process is gone. Throws `lab-not-up` when there
 * is none, and none had left anything.
 */
export async function downLab(name: string): Promise<void> {
  const cleaned = await cleanStaleLabs();
  if (cleaned.includes(name)) return;
  const { supervisor } = await readRecord(name);
  await order(name, "POST", "/shutdown").catch(() => process.kill(supervisor.pid, "SIGTERM"));
  // The end of a process that is not our child is no event that we could await.
  const limit = performance.now() + DOWN_LIMIT_MS;
  while (await isAlive(supervisor)) {
    if (performance.now() > limit) process.kill(supervisor.pid, "SIGKILL");
    await delay(20);
  }
  await cleanStaleLabs();
}

/** The laboratory `name`, which another process supervises. Throws `lab-not-up`. */
export async function attachLab(name: string): Promise<AttachedLab> {
  await readRecord(name);

  async function hostOf(hostName: string) {
    const { hosts } = await labStatus(name);
    const host = hosts.find((candidate) => candidate.name === hostName);
    if (host) return host;
    throw hubshiftError("lab-host-unknown", { host: hostName, hosts: hosts.map((known) => known.name) });
  }

  async function pidOf(hostName: string): Promise<number> {
    const { pid } = await hostOf(hostName);
    if (pid === undefined) throw hubshiftError("lab-host-off", { host: hostName }, { exitCode: 1 });
    return pid;
  }

  return {
    name,
    status: () => labStatus(name),
    plan: async () => (await order(name, "GET", "/plan")) as WanPlan,
    task: (task, what, options) => orderTask(name, task, what, options),
    run: async (hostName, argv, options) => createRunner().run(hostCommand(await pidOf(hostName), argv), options),
    async exec(hostName, argv, interruptions) {
      const pid = await pidOf(hostName);
      interruptions?.signal.throwIfAborted();
      const running = createRunner().spawn(hostTerminalCommand(pid, argv), { stdio: "inherit" });
      interruptions?.handSignalsTo((signalName) => signalJob(running, signalName));
      return (await running.exited).code;
    },
    consoleFile: async (hostName) => consoleFile(stateFolder(name), (await hostOf(hostName)).name),
    async stop(host) {
      await order(name, "POST", `/hosts/${encodeURIComponent(host)}/stop`);
    },
    async start(host) {
      await order(name, "POST", `/hosts/${encodeURIComponent(host)}/start`);
    },
    strike: async (fault) => (await order(name, "POST", "/faults", fault)) as LabFaultRecord,
    faults: async () => (await order(name, "GET", "/faults")) as LabFaultRecord[],
    mend: async (id) =>
      (await order(name, "POST", id === undefined ? "/faults/mend" : `/faults/${id}/mend`)) as LabFaultRecord[],
  };
}
