import { access, constants } from "node:fs/promises";
import { join } from "node:path";
import { hubshiftError } from "../errors/index.ts";

/** What the laboratory runs, and the Debian package that brings it. */
const PROGRAMS: readonly (readonly [program: string, debianPackage: string])[] = [
  ["ip", "iproute2"],
  ["nft", "nftables"],
  ["wg", "wireguard-tools"],
  ["wg-quick", "wireguard-tools"],
  ["/usr/lib/frr/frrinit.sh", "frr"],
  ["vtysh", "frr"],
  ["/usr/bin/python3", "python3"],
  ["ping", "iputils-ping"],
  ["conntrack", "conntrack"],
  ["sysctl", "procps"],
  ["pkill", "procps"],
  ["unshare", "util-linux"],
  ["nsenter", "util-linux"],
  ["setpriv", "util-linux"],
  ["setsid", "util-linux"],
  ["timeout", "coreutils"],
];

/** A user's PATH may lack the system folders that root's has. */
const SYSTEM_FOLDERS = ["/usr/local/sbin", "/usr/sbin", "/sbin", "/usr/bin", "/bin"];

async function exists(file: string, mode: number): Promise<boolean> {
  return access(file, mode).then(
    () => true,
    () => false,
  );
}

async function isInstalled(program: string): Promise<boolean> {
  if (program.startsWith("/")) return exists(program, constants.X_OK);
  const folders = [...(process.env.PATH ?? "").split(":"), ...SYSTEM_FOLDERS];
  const found = await Promise.all(folders.map((folder) => exists(join(folder, program), constants.X_OK)));
  return found.includes(true);
}

/** Throws `lab-needs-root` or `lab-programs-missing` where a laboratory could not run. */
export async function checkMachine(): Promise<void> {
  if (process.getuid?.() !== 0) throw hubshiftError("lab-needs-root", undefined);
  const kernelHasWireGuard = await exists("/sys/module/wireguard", constants.F_OK);
  const needed = kernelHasWireGuard ? PROGRAMS : [...PROGRAMS, ["wireguard-go", "wireguard-go"] as const];
  const installed = await Promise.all(needed.map(([program]) => isInstalled(program)));
  const missing = needed.filter((_, index) => !installed[index]);
  if (missing.length === 0) return;
  throw hubshiftError("lab-programs-missing", {
    programs: missing.map(([program]) => program),
    packages: [...new Set(missing.map(([, debianPackage]) => debianPackage))],
  });
}
