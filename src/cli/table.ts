import type { Session } from "./session.ts";

/** Lines up rows under their headings. Columns of figures are set to the right. */
export async function table(
  session: Session,
  headings: readonly string[],
  rows: readonly (readonly (string | number)[])[],
): Promise<string> {
  const { default: Table } = await import("cli-table3");
  const numeric = headings.map((_, column) => rows.every((row) => typeof row[column] === "number"));
  const grid = new Table({
    head: headings.map((heading) => session.colors.bold(heading)),
    colAligns: numeric.map((right) => (right ? "right" : "left")),
    style: { head: [], border: [], "padding-left": 0, "padding-right": 2 },
    chars: Object.fromEntries(
      ["top", "top-mid", "top-left", "top-right", "bottom", "bottom-mid", "bottom-left", "bottom-right"]
        .concat(["left", "left-mid", "mid", "mid-mid", "right", "right-mid", "middle"])
        .map((part) => [part, ""]),
    ),
  });
  grid.push(...rows.map((row) => row.map(String)));
  return grid
    .toString()
    .split("\n")
    .map((line) => line.trimEnd())
    .join("\n");
}
