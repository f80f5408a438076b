import { once } from "node:events";
import { text } from "node:stream/consumers";
import { serveControl } from "./control-server.ts";
import { createLab } from "./create-lab.ts";
import { createFaultDesk } from "./fault-desk.ts";
import { type SupervisorMessage, type SupervisorOrder, toMessage } from "./messages.ts";
import { controlSocket } from "./state.ts";
import type { Lab, LabStatus, Task } from "./types.ts";

export interface SupervisorStreams {
  /** Brings one SupervisorOrder as JSON. */
  input: NodeJS.ReadableStream;
  /** Gets a SupervisorMessage a line. */
  output: NodeJS.WritableStream;
  /** Takes the laboratory down. */
  signal: AbortSignal;
  /** What the laboratory can be told to do, by name. */
  tasks: Readonly<Record<string, Task>>;
}

function statusOf(lab: Lab): LabStatus {
  const { name, plan, cloud, cloudUrl, credentials, instances, keysFolder } = lab;
  return {
    name,
    wan: plan.name,
    region: plan.region,
    cloud,
    cloudUrl,
    credentials,
    allocationId: lab.isDeployed() ? lab.allocationId : undefined,
    hubAddress: plan.hubAddress,
    instances,
    keysFolder,
    supervisorPid: process.pid,
    hosts: lab.hosts(),
  };
}

/** Keeps a laboratory up until it is told to take it down. */
async function supervise(lab: Lab, { signal, tasks }: SupervisorStreams, onUp: (status: LabStatus) => void) {
  const stop = new AbortController();
  const stopped = once(AbortSignal.any([signal, stop.signal]), "abort");
  const server = await serveControl({
    socket: controlSocket(lab.name),
    lab,
    faults: createFaultDesk(lab),
    status: () => statusOf(lab),
    tasks,
    onShutdown: () => stop.abort(),
  });
  try {
    onUp(statusOf(lab));
    if (!signal.aborted) await stopped;
  } finally {
    await lab.down();
    server.close();
    server.closeAllConnections();
  }
}

/**
 * What the detached process behind `lab up` does: builds a laboratory, tells how it goes, and keeps it until it is told to end.
 * Resolves when nothing of it is left; never rejects, since failures are told as messages.
 */
export async function runSupervisor(streams: SupervisorStreams): Promise<void> {
  const { input, output, signal } = streams;
  const tell = (message: SupervisorMessage) => void output.write(`${JSON.stringify(message)}\n`);
  try {
    const order = JSON.parse(await text(input)) as SupervisorOrder;
    const lab = await createLab({ ...order, signal, onProgress: (step) => tell({ step }) });
    await supervise(lab, streams, (up) => tell({ up }));
  } catch (error) {
    tell({ error: toMessage(error) });
  }
}
