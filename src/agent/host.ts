import { readFile } from "node:fs/promises";

/** The network interfaces of the namespace that this process runs in. `/sys` may show another one's. */
export async function interfaces(): Promise<Set<string>> {
  const text = await readFile("/proc/self/net/dev", "utf8");
  return new Set([...text.matchAll(/^\s*([^\s:]+):/gm)].map((match) => match[1] as string));
}

/** Whether the kernel forwards IPv4 packets. */
export async function forwarding(): Promise<boolean> {
  return (await readFile("/proc/sys/net/ipv4/ip_forward", "utf8")).trim() === "1";
}
