import { readdir, readFile, readlink } from "node:fs/promises";

/** Field 3 and 4 of /proc/PID/stat. */
async function statOf(pid: number): Promise<{ state: string; parent: number } | undefined> {
  try {
    const stat = await readFile(`/proc/${pid}/stat`, "utf8");
    const [state = "", parent] = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return { state, parent: Number(parent) };
  } catch {
    return undefined;
  }
}

const namespaceOf = (pid: number): Promise<string | undefined> =>
  readlink(`/proc/${pid}/ns/pid`).catch(() => undefined);

/** The processes in the pid namespace of `init`, as this machine numbers them. */
async function processesOf(init: number): Promise<number[]> {
  const namespace = await namespaceOf(init);
  if (namespace === undefined) return [];
  const all = (await readdir("/proc")).filter((name) => /^\d+$/.test(name)).map(Number);
  const inside = await Promise.all(all.map(async (pid) => (await namespaceOf(pid)) === namespace));
  return all.filter((_, index) => inside[index]);
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {
    // It has ended meanwhile.
  }
}

/** Stops every process of the host whose pid 1 is `init`, also those that are born meanwhile. */
export async function stopProcesses(init: number): Promise<void> {
  for (;;) {
    const pids = await processesOf(init);
    const states = await Promise.all(pids.map(statOf));
    const running = pids.filter((_, index) => !["T", "Z", "X", undefined].includes(states[index]?.state));
    if (running.length === 0) return;
    for (const pid of running) signal(pid, "SIGSTOP");
  }
}

/**
 * Lets them go on. nsenter(1), which waits outside for what it has started, stops itself when that is stopped, and is to go on too.
 */
export async function continueProcesses(init: number): Promise<void> {
  const pids = await processesOf(init);
  const parents = (await Promise.all(pids.filter((pid) => pid !== init).map(statOf))).map((stat) => stat?.parent ?? 0);
  const outside = [...new Set(parents)].filter((pid) => pid > 0 && pid !== process.pid && !pids.includes(pid));
  for (const pid of [...outside, ...pids]) signal(pid, "SIGCONT");
}
