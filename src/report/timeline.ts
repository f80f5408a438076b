import type { PhaseResult, Run, Window } from "../drill/index.ts";
import { CHART, timeAxis, timeScale } from "./axis.ts";
import { type Html, html } from "./html.ts";
import { linear, place } from "./scale.ts";
import { holdersOf, LANES, type Lane, type Step } from "./story.ts";
import { count, duration } from "./units.ts";

/** A step with the number that it has in the list beside the drawing. */
export interface Numbered extends Step {
  number: number;
}

const ROW = 18;
const PILL = 22;
const PAD = 6;

/** A step's place in its lane. */
interface Placed {
  step: Numbered;
  x: number;
  /** Where its bar ends. */
  end: number;
  row: number;
}

/** Puts steps into as few rows as it takes for none to cover another. */
export function rowsOf(steps: readonly Numbered[], x: (at: number) => number): Placed[] {
  const ends: number[] = [];
  return steps.map((step) => {
    const begin = Math.min(x(step.at), CHART.right - PILL);
    const end = Math.max(begin + PILL, x(step.until ?? step.at));
    const free = ends.findIndex((taken) => taken + 2 <= begin);
    const row = free < 0 ? ends.length : free;
    ends[row] = end;
    return { step, x: place(begin), end: place(end), row };
  });
}

function drawStep({ step, x, end, row }: Placed, top: number): Html {
  const y = top + row * ROW;
  return html`${step.until !== undefined && html`<rect class="span" x="${x}" y="${y + 4}" width="${place(Math.max(1, end - x))}" height="6"/>`}<rect class="pill" x="${x}" y="${y}" width="${PILL}" height="14" rx="7"/><text class="pill" x="${x + PILL / 2}" y="${y + 10.5}" text-anchor="middle">${step.number}</text>`;
}

interface Band {
  name: string;
  height: number;
  draw(top: number): Html;
}

function stepBand(lane: Lane, steps: readonly Numbered[], domain: Window): Band | undefined {
  const own = steps.filter(
    (step) => step.lane === lane && step.at <= domain.to && (step.until ?? step.at) >= domain.from,
  );
  if (own.length === 0) return undefined;
  const placed = rowsOf(own, timeScale(domain));
  const rows = 1 + Math.max(...placed.map(({ row }) => row));
  return {
    name: LANES[lane],
    height: rows * ROW - 4,
    draw: (top) => html`${placed.map((one) => drawStep(one, top))}`,
  };
}

/** Who holds the address, as bars that carry the holder's name. */
function holderBand(run: Run, phase: PhaseResult, domain: Window): Band {
  const x = timeScale(domain);
  const holders = holdersOf(run, phase.window, phase.holderBefore).filter(
    ({ from, to }) => to > domain.from && from < domain.to,
  );
  return {
    name: "held by",
    height: 18,
    draw: (top) =>
      html`${holders.map(({ name, from, to }) => {
        const [begin, end] = [place(x(from)), place(x(to))];
        const hub = run.laboratory.plan.hubs.findIndex((one) => one.name === name);
        return html`<rect class="holder hub${hub}" x="${begin}" y="${top}" width="${place(end - begin)}" height="18"/>${end - begin > name.length * 8 && html`<text class="holder" x="${begin + 6}" y="${top + 13}">${name}</text>`}`;
      })}`,
  };
}

/** ms that one bar of the probes' band stands for: a probe interval at least. */
function binOf(domain: Window): number {
  return Math.max(50, Math.ceil((domain.to - domain.from) / 110 / 50) * 50);
}

/** How many replies arrived on all pairs together. */
function replyBand(run: Run, domain: Window): Band {
  const bin = binOf(domain);
  const counts = new Array<number>(Math.max(1, Math.ceil((domain.to - domain.from) / bin))).fill(0);
  for (const { replies } of run.probes)
    for (const { at } of replies) {
      const index = Math.floor((at - domain.from) / bin);
      if (counts[index] !== undefined) counts[index] += 1;
    }
  const most = Math.max(1, ...counts);
  const x = timeScale(domain);
  const height = linear({ from: 0, to: most }, [0, 40]);
  return {
    name: "Replies to probes",
    height: 40,
    draw: (top) => {
      const bars = counts.map((n, index) => {
        const [begin, end] = [x(domain.from + index * bin), x(domain.from + (index + 1) * bin)];
        const tall = place(height(n));
        return n === 0
          ? ""
          : `M${place(begin)} ${place(top + 40)}v-${tall}H${place(Math.max(begin, end - 0.5))}v${tall}z`;
      });
      return html`<path class="replies" d="${bars.join("")}"/><text class="note" x="${CHART.right + 8}" y="${top + 10}">${most} per ${duration(bin)}</text><text class="note" x="${CHART.right + 8}" y="${top + 38}">0</text>`;
    },
  };
}

/** The longest gap of the phase. */
export function longestGap({ pairs }: PhaseResult): Window {
  const sorted = [...pairs].sort((a, b) => b.gapMs - a.gapMs);
  return sorted[0]?.gap ?? { from: 0, to: 0 };
}

/** Everything that happened in `domain` on one axis that counts from the phase's beginning; the longest gap is shaded. */
export function drawTimeline(
  run: Run,
  phase: PhaseResult,
  steps: readonly Numbered[],
  domain: Window,
  id: string,
): Html {
  const lanes = Object.keys(LANES) as Lane[];
  const bands = lanes.flatMap((lane) => {
    const band = stepBand(lane, steps, domain);
    return lane === "address" ? [...(band ? [band] : []), holderBand(run, phase, domain)] : (band ?? []);
  });
  bands.push(replyBand(run, domain));
  const gap = longestGap(phase);
  const x = timeScale(domain);
  const begin = place(x(gap.from));
  let top = 22;
  const drawn = bands.map((band) => {
    const y = top + PAD;
    top += band.height + 2 * PAD;
    return html`<text class="lane" x="0" y="${y + 11}">${band.name}</text>${band.draw(y)}<path class="rule" d="M0 ${top}H${CHART.right}"/>`;
  });
  const title = `Timeline: ${count(steps.length, "step")}, longest gap ${duration(phase.gapMs.max)}; the list after it has them in words`;
  return html`<svg class="chart" viewBox="0 0 ${CHART.width} ${top + 20}" role="img" aria-labelledby="${id}"><title id="${id}">${title}</title><rect class="outage" x="${begin}" y="16" width="${place(Math.max(1, x(gap.to) - begin))}" height="${top - 16}"/><text class="outage" x="${begin}" y="11">longest gap ${duration(phase.gapMs.max)}</text>${timeAxis(domain, phase.window.from, 16, top)}${drawn}</svg>`;
}
