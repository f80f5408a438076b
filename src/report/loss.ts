import type { PairResult, PhaseResult, ProbeSeen, Run, Window } from "../drill/index.ts";
import { CHART, timeAxis, timeScale } from "./axis.ts";
import { type Html, html } from "./html.ts";
import { place } from "./scale.ts";
import { count, duration } from "./units.ts";

/** More pairs than this are not drawn: those that waited longest are. */
const MOST_PAIRS = 40;
const ROW = 22;

/**
 * When the probes without an answer were sent, as far as `replies` bound them: ping sends at equal intervals, so that a probe's time
 * lies between those of its answered neighbours.
 */
export function lostProbes(replies: ProbeSeen["replies"]): number[] {
  const first = new Map<number, number>();
  for (const { seq, at, rttMs } of replies) if (!first.has(seq)) first.set(seq, at - rttMs);
  const sent = [...first].sort(([a], [b]) => a - b);
  return sent.slice(1).flatMap(([seq, at], index) => {
    const [before, begin] = sent[index] ?? [seq, at];
    const step = (at - begin) / (seq - before);
    return Array.from({ length: seq - before - 1 }, (_, n) => begin + (n + 1) * step);
  });
}

/** The pairs to draw: all of them in their order, or those that waited longest. */
function drawnPairs(pairs: readonly PairResult[]): readonly PairResult[] {
  if (pairs.length <= MOST_PAIRS) return pairs;
  return [...pairs].sort((a, b) => b.gapMs - a.gapMs).slice(0, MOST_PAIRS);
}

/** So many characters of a name fit before the axis; a longer one is drawn closer. */
const NAME_CHARACTERS = 34;

function pairName({ from, to }: PairResult, y: number): Html {
  const name = `${from} to ${to}`;
  const squeezed =
    name.length > NAME_CHARACTERS && html` textLength="${CHART.left - 10}" lengthAdjust="spacingAndGlyphs"`;
  return html`<text class="lane" x="0" y="${y + 4}"${squeezed}>${name}</text>`;
}

function drawPair(pair: PairResult, probe: ProbeSeen | undefined, domain: Window, y: number): Html {
  const x = timeScale(domain);
  const within = (at: number) => at >= domain.from && at <= domain.to;
  const replies = probe?.replies ?? [];
  const places = (times: readonly number[]) => [...new Set(times.filter(within).map((at) => place(x(at))))];
  const answered = places(replies.map(({ at }) => at)).map((at) => `M${at} ${y - 5}v10`);
  const lost = places(lostProbes(replies)).map((at) => `M${place(at - 3)} ${y - 3}l6 6m0 -6l-6 6`);
  const begin = place(x(pair.gap.from));
  const width = place(Math.max(1, x(pair.gap.to) - begin));
  return html`${pairName(pair, y)}<rect class="gap" x="${begin}" y="${y - 7}" width="${width}" height="14"/><path class="answered" d="${answered.join("")}"/><path class="lost" d="${lost.join("")}"/><text class="note" x="${CHART.right + 8}" y="${y + 4}">${duration(pair.gapMs)}, ${pair.lost} lost</text>`;
}

/** Every pair's answers, its longest gap and its lost probes, on one axis that counts from the phase's beginning. */
export function drawLoss(run: Run, phase: PhaseResult, domain: Window, id: string): Html {
  const pairs = drawnPairs(phase.pairs);
  const title = `Loss per pair: ${count(pairs.length, "pair")}; the table after it has the figures`;
  const bottom = 8 + pairs.length * ROW;
  const rows = pairs.map((pair, index) => {
    const probe = run.probes.find(({ from, to }) => from === pair.from && to === pair.to);
    return drawPair(pair, probe, domain, 8 + index * ROW + ROW / 2);
  });
  const left = phase.pairs.length - pairs.length;
  return html`<svg class="chart loss" viewBox="0 0 ${CHART.width} ${bottom + 20}" role="img" aria-labelledby="${id}"><title id="${id}">${title}</title>${timeAxis(domain, phase.window.from, 4, bottom)}${rows}</svg>${left > 0 && html`<p class="note">The ${pairs.length} pairs that waited longest; ${count(left, "other pair")} waited ${duration(pairs.at(-1)?.gapMs ?? 0)} at most.</p>`}`;
}

/** The figures of every pair, in both phases. */
export function pairTable({ failover, failback }: Run["result"]): Html {
  const rows = failover.pairs.map((pair) => {
    const back = failback.pairs.find(({ from, to }) => from === pair.from && to === pair.to);
    return html`<tr><th scope="row">${pair.from} to ${pair.to}</th><td>${duration(pair.gapMs)}</td><td>${pair.lost}</td><td>${back ? duration(back.gapMs) : "not measured"}</td><td>${back?.lost ?? ""}</td></tr>`;
  });
  return html`<table class="figures"><thead><tr><th scope="col">Pair</th><th scope="col">Failover gap</th><th scope="col">Probes lost</th><th scope="col">Failback gap</th><th scope="col">Probes lost</th></tr></thead><tbody>${rows}</tbody></table>`;
}
