import type { Run } from "../drill/index.ts";
import { drawBudget } from "./budget.ts";
import { drawCaptures } from "./captures.ts";
import { drawChecks } from "./checks.ts";
import { type Html, html } from "./html.ts";
import { pairTable } from "./loss.ts";
import { drawPhase } from "./phase.ts";
import { PHASES } from "./reference.ts";
import { STYLE } from "./style.ts";
import { drawSummary, modeText } from "./summary.ts";
import { drawTopology } from "./topology.ts";
import { utc } from "./units.ts";
import { drawValidations } from "./validation.ts";

export { REFERENCE_FAULT, REFERENCE_S, STAGES } from "./reference.ts";

function drawRun(run: Run, index: number): Html {
  const id = `run${index + 1}`;
  return html`<section class="run" aria-labelledby="${id}"><h2 id="${id}">${modeText(run)}</h2>
${PHASES.map((name) => drawPhase(run, name, `${id}-${name}`))}
<h3>Every pair</h3>${pairTable(run.result)}
<h3>Stages of the longest gap</h3>${drawBudget(run, `${id}-budget`)}
<h3>Topology</h3>${drawTopology(run, `${id}-topology`)}
<h3>Checks</h3>${drawChecks(run)}
<h3>Validation</h3>${drawValidations(run, id)}
<h3>Raw captures</h3>${drawCaptures(run, id)}</section>`;
}

/** The report's title, as the page and the document carry it. */
function titleOf(runs: readonly Run[]): string {
  const names = [...new Set(runs.map(({ result }) => result.wan))];
  return `Failover drill of ${names.join(", ")}`;
}

/** Runs as a report numbers them: by their times. */
export function inTime(runs: readonly Run[]): Run[] {
  return [...runs].sort((a, b) => Date.parse(a.result.startedAt) - Date.parse(b.result.startedAt));
}

/**
 * One HTML file about `runs`, one at least, that needs nothing beside it: no script, no network, style and drawings in it. The runs
 * stand in the order of their times. The same runs give the same text; every time in it is the runs' own. Throws RangeError without a run.
 */
export function renderReport(runs: readonly Run[]): string {
  const sorted = inTime(runs);
  const [first] = sorted;
  if (!first) throw new RangeError("a report needs a run");
  const title = titleOf(sorted);
  const page = html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="light dark"><meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'"><title>${title}</title><style>${STYLE}</style></head>
<body><header><p class="kind">hubshift report</p><h1>${title}</h1><p class="note">${utc(Date.parse(first.result.startedAt))}; all times are UTC</p></header>
<main>${drawSummary(sorted)}${sorted.map(drawRun)}</main></body></html>
`;
  return page.text;
}
