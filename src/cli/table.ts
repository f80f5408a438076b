import type { Session } from "./session.ts";

const GAP = "  ";

/** Lines up rows under their headings. Columns of figures are set to the right. */
export function table(
  session: Session,
  headings: readonly string[],
  rows: readonly (readonly (string | number)[])[],
): string {
  const columns = headings.map((heading, column) => ({
    width: rows.reduce((width, row) => Math.max(width, String(row[column]).length), heading.length),
    right: rows.every((row) => typeof row[column] === "number"),
  }));
  const line = (cells: readonly (string | number)[]) =>
    columns
      .map(({ width, right }, column) => {
        const text = String(cells[column]);
        return right ? text.padStart(width) : text.padEnd(width);
      })
      .join(GAP)
      .trimEnd();
  return [session.colors.bold(line(headings)), ...rows.map(line)].join("\n");
}
