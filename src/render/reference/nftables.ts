/**
 * Host firewall of the reference profile: everything is accepted, security groups do the filtering. It touches its own table
 * only, and may be loaded again: the first line creates the table if there is none, so that the second can always delete it.
 */
export function renderNftables(): string {
  const chain = (hook: string) => [
    `  chain ${hook} {`,
    `    type filter hook ${hook} priority filter; policy accept;`,
    "  }",
  ];
  return [
    "#!/usr/sbin/nft -f",
    "# Only the table below is hubshift's; other tables are left as they are.",
    "table inet hubshift",
    "delete table inet hubshift",
    "table inet hubshift {",
    ...chain("input"),
    ...chain("forward"),
    ...chain("output"),
    "}",
    "",
  ].join("\n");
}
