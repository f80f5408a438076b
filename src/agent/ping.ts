/** Sends echo requests for ever, `intervalMs` apart. The kernel on the other side answers them, whatever its processes do. */
export function pingForever(address: string, intervalMs: number): string[] {
  return ["ping", "-n", "-i", (intervalMs / 1000).toFixed(2), address];
}

/** Whether a line of `ping` is a reply. */
export function isReply(line: string): boolean {
  return line.includes(" bytes from ");
}
