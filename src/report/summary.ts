import type { DrillResult, PhaseResult, Run } from "../drill/index.ts";
import { verdict } from "./checks.ts";
import { type Html, html } from "./html.ts";
import { PHASES, type PhaseName, REFERENCE_FAULT, REFERENCE_S } from "./reference.ts";
import { linear, place } from "./scale.ts";
import { count, duration, utc } from "./units.ts";
import { momentText, passText } from "./validation.ts";

const MODES: Readonly<Record<DrillResult["mode"], string>> = {
  reference: "reference configuration",
  "hot-standby": "hot standby",
  "active-active": "active/active",
};

/** A run's configuration, for a person. */
export function modeText({ result }: Run): string {
  return MODES[result.mode];
}

/** Whether the reference document has a figure for what was drilled. */
function comparable({ result }: Run): boolean {
  return result.failover.fault === REFERENCE_FAULT;
}

const TARGETS = {
  lossless: "no probe lost",
  recover: "recovery, no bound",
  silent: "no answer",
} as const;

function targetText({ target }: PhaseResult): string {
  return typeof target === "string" ? TARGETS[target] : `at most ${duration(target.withinMs)}`;
}

/** The longest outage that the drill allows, ms; undefined where it sets no bound. */
function allowedMs({ target }: PhaseResult): number | undefined {
  return typeof target === "string" ? undefined : target.withinMs;
}

/** How many times longer the reference document's outage was; nothing where it was not. */
function ratioText(name: PhaseName, gapMs: number): string {
  const ratio = (REFERENCE_S[name] * 1000) / gapMs;
  return ratio >= 2 ? ` (${Math.floor(ratio)} times as long)` : "";
}

function addressText({ moves, movedBy, holderBefore, holderAfter }: PhaseResult): string {
  if (moves === 0) return `stays at ${holderAfter}`;
  const way = moves === 1 ? `to ${holderAfter}` : `${holderBefore} to ${holderAfter}, ${moves} moves`;
  return movedBy === undefined ? way : `${way}, by ${movedBy}`;
}

function drawOutage(run: Run, name: PhaseName): Html {
  const phase = run.result[name];
  const { max, p50 } = phase.gapMs;
  return html`<div class="outage"><h3>${name === "failover" ? "Failover" : "Failback"}</h3>
<p class="figure"><strong data-outage-ms="${max}" data-phase="${name}" data-mode="${run.result.mode}">${duration(max)}</strong> longest outage</p>
<dl><dt>Median of ${count(phase.pairs.length, "pair")}</dt><dd>${duration(p50)}</dd><dt>Target</dt><dd>${targetText(phase)}</dd>${comparable(run) && html`<dt>Reference document</dt><dd>${REFERENCE_S[name]} s${ratioText(name, max)}</dd>`}<dt>Probes lost</dt><dd>${phase.lost}</dd><dt>Address</dt><dd>${addressText(phase)}</dd></dl></div>`;
}

interface Bar {
  label: string;
  ms: number;
  /** As it was published or measured. */
  text: string;
  kind: "published" | "measured";
  targetMs?: number | undefined;
}

function drawBars(name: PhaseName, bars: readonly Bar[], id: string): Html {
  const longest = Math.max(...bars.map(({ ms, targetMs }) => Math.max(ms, targetMs ?? 0)), 1);
  const x = linear({ from: 0, to: longest }, [225, 735]);
  const rows = bars.map(({ label, ms, text, kind, targetMs }, index) => {
    const y = 6 + index * 24;
    const target = targetMs === undefined ? undefined : place(x(targetMs));
    const after = place(Math.max(x(ms), target ?? 0)) + 8;
    return html`<text class="lane" x="0" y="${y + 13}">${label}</text><rect class="${kind}" x="225" y="${y}" width="${place(Math.max(1.5, x(ms) - 225))}" height="16"/>${target !== undefined && html`<path class="target" d="M${target} ${y - 3}v22"/>`}<text class="note" x="${after}" y="${y + 13}">${text}</text>`;
  });
  const title = bars.map(({ label, text }) => `${label} ${text}`).join(", ");
  return html`<h3>${name === "failover" ? "Failover" : "Failback"}: longest outage</h3><svg class="chart" viewBox="0 0 800 ${bars.length * 24 + 6}" role="img" aria-labelledby="${id}"><title id="${id}">${title}</title>${rows}</svg>`;
}

function compare(runs: readonly Run[], name: PhaseName): readonly Bar[] {
  const published = runs.every(comparable)
    ? [
        {
          label: "Reference document (1 s pings, AWS)",
          ms: REFERENCE_S[name] * 1000,
          text: `${REFERENCE_S[name]} s`,
          kind: "published" as const,
        },
      ]
    : [];
  const measured = runs.map((run): Bar => {
    const phase = run.result[name];
    const { max } = phase.gapMs;
    return {
      label: `This drill, ${modeText(run)}`,
      ms: max,
      text: duration(max),
      kind: "measured",
      targetMs: allowedMs(phase),
    };
  });
  return [...published, ...measured];
}

function validatedText({ validations }: Run): string {
  return validations.map((one) => `${momentText(one)}: ${passText(one)}`).join("; ") || "not asked";
}

const DELAYS: Readonly<Record<DrillResult["cloud"], string>> = {
  instant: "none: it answers at once",
  aws: "as AWS takes",
};

/** What a run's figures were measured under, each with what it is called. */
const CONDITIONS: readonly (readonly [string, (run: Run) => Html | string])[] = [
  ["Verdict", ({ result }) => verdict(result.pass)],
  ["Fault", ({ result: { failover } }) => [failover.fault, failover.does].filter(Boolean).join(": it ")],
  ["The cloud's delays", ({ result }) => DELAYS[result.cloud]],
  ["BGP sessions Established", ({ result }) => `${duration(result.convergedMs)} after the start`],
  ["Probes lost before the fault", ({ result: { steady } }) => `${steady.lost} of ${steady.sent}`],
  [
    "Checks passed",
    ({ result: { checks } }) => `${checks.filter(({ failures }) => failures.length === 0).length} of ${checks.length}`,
  ],
  ["Validation passed", validatedText],
  ["Started", ({ result }) => utc(Date.parse(result.startedAt))],
];

/** A column for each run. */
function drawConditions(runs: readonly Run[]): Html {
  const rows = CONDITIONS.map(
    ([name, of]) => html`<tr><th scope="row">${name}</th>${runs.map((run) => html`<td>${of(run)}</td>`)}</tr>`,
  );
  const heads = runs.map((run) => html`<th scope="col">${modeText(run)}</th>`);
  return html`<table class="conditions"><thead><tr><th scope="col">Configuration</th>${heads}</tr></thead><tbody>${rows}</tbody></table>`;
}

function conclusion(run: Run): string {
  const { failover, failback } = run.result;
  const worst = `no path waited longer than ${duration(failover.gapMs.max)} at failover and ${duration(failback.gapMs.max)} at failback`;
  return `${modeText(run).replace(/^./, (first) => first.toUpperCase())}, ${failover.fault}: ${worst}.`;
}

/** The first page: for somebody who decides, and reads no further. */
export function drawSummary(runs: readonly Run[]): Html {
  const failures = runs.flatMap(({ result }) => result.failures.map((text) => ({ mode: result.mode, text })));
  const pass = runs.every(({ result }) => result.pass);
  const targets = runs.some(({ result }) => PHASES.some((name) => allowedMs(result[name]) !== undefined));
  return html`<section class="summary" aria-labelledby="summary"><h2 id="summary">Summary</h2>
<div class="conclusion">${verdict(pass)}<div>${runs.map((run) => html`<p>${conclusion(run)}</p>`)}</div></div>
${failures.length > 0 && html`<ul class="failures">${failures.map(({ mode, text }) => html`<li>${runs.length > 1 && `${mode}: `}${text}</li>`)}</ul>`}
${runs.map((run) => html`<div class="outages">${runs.length > 1 && html`<p class="of">${modeText(run)}</p>`}${PHASES.map((name) => drawOutage(run, name))}</div>`)}
${PHASES.map((name) => drawBars(name, compare(runs, name), `compare-${name}`))}
${targets && html`<p class="note">The upright line marks the target: the longest outage that the drill allows.</p>`}
<div class="scroll" tabindex="0" role="region" aria-label="Conditions">${drawConditions(runs)}</div>
<p class="note">An outage is the longest time between two replies in a row on one pair, probed by ping every 50 ms; the longest of all pairs counts. Measured in a laboratory on one machine with real WireGuard, FRRouting and the functions and template that AWS gets.</p></section>`;
}
