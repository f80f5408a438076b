import { readFile } from "node:fs/promises";

/** The network interfaces of the namespace that this process runs in. `/sys` may show another one's. */
export async function interfaces(): Promise<Set<string>> {
  return new Set(parseNetDev(await readFile("/proc/self/net/dev", "utf8")).keys());
}

/** Received frames that each interface refused. */
export async function frameErrors(): Promise<Map<string, number>> {
  return parseNetDev(await readFile("/proc/self/net/dev", "utf8"));
}

/**
 * Interface to its count of receive frame errors, which is the sixth column of `/proc/net/dev`. WireGuard raises it for a packet
 * whose source is not among the peer's allowed IPs (Linux, drivers/net/wireguard/receive.c).
 */
export function parseNetDev(text: string): Map<string, number> {
  const rows = [...text.matchAll(/^\s*([^\s:]+):\s*(.+)$/gm)];
  return new Map(rows.map(([, name = "", columns = ""]) => [name, Number(columns.trim().split(/\s+/)[5] ?? 0)]));
}

/** Whether the kernel forwards IPv4 packets. */
export async function forwarding(): Promise<boolean> {
  return (await readFile("/proc/sys/net/ipv4/ip_forward", "utf8")).trim() === "1";
}
