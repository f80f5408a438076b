import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Lab } from "../lab/index.ts";
import { redactWgDump } from "./redact.ts";

/** A host that takes longer to answer stands still, and the drill must not wait for it. */
const ANSWER_LIMIT_MS = 3_000;

/** What is asked of a host: file name, command, and what must not be kept of the answer. */
const QUESTIONS: readonly [file: string, argv: string[], clean?: (text: string) => string][] = [
  ["wg-dump.tsv", ["wg", "show", "all", "dump"], redactWgDump],
  ["bgp-summary.json", ["vtysh", "-c", "show ip bgp summary json"]],
  ["bgp.json", ["vtysh", "-c", "show ip bgp json"]],
  ["routes.json", ["vtysh", "-c", "show ip route json"]],
];

async function askHost(lab: Lab, host: string, folder: string, signal?: AbortSignal): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (const [file, argv, clean] of QUESTIONS) {
    const { code, stdout, stderr, timedOut } = await lab.run(host, argv, { signal, timeoutMs: ANSWER_LIMIT_MS });
    const text = code === 0 ? stdout : stderr;
    await writeFile(join(folder, file), `${code === 0 ? "" : `exit status ${code}: `}${clean ? clean(text) : text}`);
    if (timedOut) return;
  }
}

function isUp(lab: Lab, host: string): boolean {
  return lab.hosts().some(({ name, state }) => name === host && state === "up");
}

/**
 * Asks every host that is up what its tunnels, sessions and routes look like, one after the other so as not to disturb the probes.
 * A host that goes off meanwhile has nothing more to say.
 */
export async function takeSnapshot(lab: Lab, folder: string, signal?: AbortSignal): Promise<void> {
  for (const { name } of lab.hosts().filter(({ state }) => state === "up")) {
    try {
      await askHost(lab, name, join(folder, name), signal);
    } catch (error) {
      if (signal?.aborted || isUp(lab, name)) throw error;
    }
  }
}
