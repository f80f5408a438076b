/**
 * The whole file of a host's firewall: hubshift's own table with `parts` in it, lines of nft. It may be loaded again: its first line
 * creates the table if there is none, so that the second can delete it.
 */
export function renderNftTable(parts: readonly string[]): string {
  return [
    "#!/usr/sbin/nft -f",
    "# Only the table below is hubshift's; other tables are left as they are.",
    "table inet hubshift",
    "delete table inet hubshift",
    "table inet hubshift {",
    ...parts,
    "}",
    "",
  ].join("\n");
}
