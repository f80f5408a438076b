import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Lab } from "../lab/index.ts";
import { redactWgDump } from "./redact.ts";

/** What is asked of a host: file name, command, and what must not be kept of the answer. */
const QUESTIONS: readonly [file: string, argv: string[], clean?: (text: string) => string][] = [
  ["wg-dump.tsv", ["wg", "show", "all", "dump"], redactWgDump],
  ["bgp-summary.json", ["vtysh", "-c", "show ip bgp summary json"]],
  ["bgp.json", ["vtysh", "-c", "show ip bgp json"]],
  ["routes.json", ["vtysh", "-c", "show ip route json"]],
];

/** Asks every host that is up what its tunnels, sessions and routes look like, one after the other so as not to disturb the probes. */
export async function takeSnapshot(lab: Lab, folder: string, signal?: AbortSignal): Promise<void> {
  for (const host of lab.hosts().filter(({ state }) => state === "up")) {
    const target = join(folder, host.name);
    await mkdir(target, { recursive: true });
    for (const [file, argv, clean] of QUESTIONS) {
      const { code, stdout, stderr } = await lab.run(host.name, argv, { signal });
      const text = clean ? clean(stdout) : stdout;
      await writeFile(
        join(target, file),
        code === 0 ? text : `exit status ${code}: ${clean ? clean(stderr) : stderr}\n`,
      );
    }
  }
}
