import type { StackChange } from "../aws/index.ts";
import type { Session } from "./session.ts";
import { table } from "./table.ts";

const REPLACES = { yes: "replaced", perhaps: "may be replaced", no: "" };

/** One line for each resource that would change. */
export function changesTable(session: Session, changes: readonly StackChange[]): string {
  const rows = changes.map(({ action, logicalId, type, what, replaces }) => [
    action,
    logicalId,
    type,
    [what.join(", "), REPLACES[replaces]].filter(Boolean).join(": "),
  ]);
  return table(session, ["CHANGE", "RESOURCE", "TYPE", "WHAT"], rows);
}
