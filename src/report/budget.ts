import type { Run } from "../drill/index.ts";
import { type Html, html } from "./html.ts";
import { PHASES, type PhaseName, STAGES } from "./reference.ts";
import { linear, place } from "./scale.ts";
import { longestGap } from "./timeline.ts";
import { duration } from "./units.ts";

const LEFT = 80;
const RIGHT = 720;
const BAR = 34;

function drawBar(run: Run, name: PhaseName, longest: number, top: number): Html {
  const { stages, gapMs } = run.result[name];
  const x = linear({ from: 0, to: longest }, [LEFT, RIGHT]);
  let reached = 0;
  const parts = STAGES.map(({ key }, index) => {
    const begin = place(x(reached));
    reached += stages[key];
    const width = place(x(reached) - begin);
    return width > 0 && html`<rect class="stage s${index}" x="${begin}" y="${top}" width="${width}" height="20"/>`;
  });
  return html`<text class="lane" x="0" y="${top + 14}">${name}</text>${parts}<text class="note" x="${place(x(reached)) + 8}" y="${top + 14}">${duration(gapMs.max)}</text>`;
}

/** When packets went to the hub that held the address at a phase's end; undefined where it did not move. */
function movedAt({ journal, result }: Run, name: PhaseName): number | undefined {
  const { window, moves } = result[name];
  if (moves === 0) return undefined;
  const within = journal.filter(({ at }) => at >= window.from && at <= window.to);
  return within.findLast(({ kind }) => kind === "associate-effective")?.at;
}

/** Where the longest gap is none of the move's own, its stages would be read as what the move took. */
function apartNote(run: Run, name: PhaseName): Html | false {
  const moved = movedAt(run, name);
  const { from } = longestGap(run.result[name]);
  if (moved === undefined || from <= moved) return false;
  return html`<p class="note">The longest gap at ${name} began ${duration(from - moved)} after packets went to the new hub: finding the fault and moving the address took none of it.</p>`;
}

/** How the gap of the pair that waited longest was spent, drawn and in figures. */
export function drawBudget(run: Run, id: string): Html {
  const { result } = run;
  const longest = Math.max(1, ...PHASES.map((name) => result[name].gapMs.max));
  const bars = PHASES.map((name, index) => drawBar(run, name, longest, 4 + index * BAR));
  const title = "Stages of the longest gap at failover and failback; the table after it has the figures";
  const rows = STAGES.map(
    ({ key, name, means }, index) =>
      html`<tr><th scope="row"><span class="swatch s${index}"></span>${name}</th><td>${duration(result.failover.stages[key])}</td><td>${duration(result.failback.stages[key])}</td><td class="words">${means}</td></tr>`,
  );
  return html`<div class="whole"><svg class="chart" viewBox="0 0 800 ${PHASES.length * BAR}" role="img" aria-labelledby="${id}"><title id="${id}">${title}</title>${bars}</svg>
<table class="figures"><thead><tr><th scope="col">Stage</th><th scope="col">Failover</th><th scope="col">Failback</th><th scope="col" class="words">What it lasts</th></tr></thead><tbody>${rows}</tbody>
<tfoot><tr><th scope="row">all</th><td>${duration(result.failover.gapMs.max)}</td><td>${duration(result.failback.gapMs.max)}</td><td class="words">the longest gap</td></tr></tfoot></table>
${PHASES.map((name) => apartNote(run, name))}</div>`;
}
