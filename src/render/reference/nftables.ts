import { renderNftTable } from "../nft-table.ts";

/** Host firewall of the reference profile: everything is accepted, security groups do the filtering. */
export function renderNftables(): string {
  return renderNftTable(
    ["input", "forward", "output"].flatMap((hook) => [
      `  chain ${hook} {`,
      `    type filter hook ${hook} priority filter; policy accept;`,
      "  }",
    ]),
  );
}
