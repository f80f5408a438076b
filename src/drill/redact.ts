const HIDDEN = "(hidden)";

/**
 * The output of `wg show all dump` without its secrets: an interface's line carries the private key in its second of five columns,
 * a peer's line the preshared key in its third of nine (wg(8), "dump"). A line of any other shape is left out whole.
 */
export function redactWgDump(dump: string): string {
  const lines = dump.split("\n").flatMap((line) => {
    const columns = line.split("\t");
    if (columns.length === 5) return [columns.with(1, HIDDEN).join("\t")];
    if (columns.length === 9) return [columns.with(2, HIDDEN).join("\t")];
    return [];
  });
  return lines.map((line) => `${line}\n`).join("");
}
