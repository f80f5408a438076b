import type { Outcome, RotationResult, TunnelResult } from "../rotation/index.ts";
import type { Session } from "./session.ts";
import { table } from "./table.ts";

/** Enough of a public key to tell it from another. */
const SHORT = 8;

const WORDS: Readonly<Record<Outcome, string>> = {
  rotated: "rotated",
  kept: "kept the old key",
  broken: "BROKEN",
  waiting: "not begun",
};

const short = (key: string): string => `${key.slice(0, SHORT)}...`;

function pauseOf({ pauseMs }: TunnelResult): string {
  return pauseMs === undefined ? "-" : `${pauseMs} ms`;
}

/** What came of a rotation: a line for each tunnel, and why one was not rotated. */
export function rotationTable(session: Session, { subject, pass, resumed, tunnels }: RotationResult): string {
  const rows = tunnels.map((tunnel) => [
    tunnel.site,
    tunnel.hub,
    short(tunnel.old),
    short(tunnel.next),
    pauseOf(tunnel),
    WORDS[tunnel.outcome],
  ]);
  const reasons = tunnels.flatMap(({ site, reason }) => (reason === undefined ? [] : [`${site}: ${reason}`]));
  const rotated = tunnels.filter(({ outcome }) => outcome === "rotated").length;
  const verdict = `${pass ? "rotated" : "NOT ROTATED"}: ${subject}, ${rotated} of ${tunnels.length} tunnels proved`;
  return [
    table(session, ["SITE", "HUB", "OLD KEY", "NEW KEY", "PAUSE", "RESULT"], rows),
    "",
    ...reasons,
    `${verdict}${resumed ? " (went on with a rotation that was broken off)" : ""}`,
  ].join("\n");
}
