import { cpus, release, totalmem } from "node:os";
import type { Runner } from "../src/system/index.ts";

/** What a figure depends on, so that it can be compared with another machine's. */
export interface Machine {
  cpu: string;
  cores: number;
  memoryGiB: number;
  kernel: string;
  node: string;
  wireguard: string;
  frr: string;
}

export async function describeMachine(runner: Runner): Promise<Machine> {
  const firstLine = async (...argv: string[]) => (await runner.run(argv)).stdout.split("\n")[0] ?? "";
  const kernelHasWireGuard = (await runner.run(["test", "-e", "/sys/module/wireguard"])).code === 0;
  return {
    cpu: cpus()[0]?.model ?? "unknown",
    cores: cpus().length,
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    kernel: release(),
    node: process.version,
    wireguard: kernelHasWireGuard ? "kernel" : await firstLine("wireguard-go", "--version"),
    frr: await firstLine("/usr/lib/frr/bgpd", "--version"),
  };
}
