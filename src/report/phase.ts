import type { Run, Window } from "../drill/index.ts";
import { type Html, html } from "./html.ts";
import { drawLoss } from "./loss.ts";
import type { PhaseName } from "./reference.ts";
import { LANES, storyOf } from "./story.ts";
import { drawTimeline, longestGap, type Numbered } from "./timeline.ts";
import { duration, offset, utc } from "./units.ts";

/** The longest gap with what is needed around it to see it, within the phase. */
export function closeUp(window: Window, gap: Window): Window {
  const length = gap.to - gap.from;
  return {
    from: Math.max(window.from, gap.from - Math.max(150, 0.25 * length)),
    to: Math.min(window.to, gap.to + Math.max(250, 0.15 * length)),
  };
}

function stepTable(steps: readonly Numbered[], begin: number, label: string): Html {
  const rows = steps.map(
    ({ number, at, until, lane, text }) =>
      html`<tr><td>${number}</td><td class="time">${offset(at - begin)}</td><td class="time">${lane !== "bgp" && until !== undefined && duration(until - at)}</td><td class="words">${LANES[lane]}</td><td class="words">${text}</td></tr>`,
  );
  return html`<div class="scroll" tabindex="0" role="region" aria-label="${label}"><table class="steps"><thead><tr><th scope="col">No.</th><th scope="col">At</th><th scope="col">Lasted</th><th scope="col" class="words">What</th><th scope="col" class="words">What happened</th></tr></thead><tbody>${rows}</tbody></table></div>`;
}

/** One phase: its timeline, the list of its steps, and what every pair went through. */
export function drawPhase(run: Run, name: PhaseName, id: string): Html {
  const phase = run.result[name];
  const { window } = phase;
  const steps = storyOf(run, window).map((step, index) => ({ ...step, number: index + 1 }));
  const close = closeUp(window, longestGap(phase));
  const enlarged = close.to - close.from < 0.6 * (window.to - window.from);
  return html`<section class="phase" aria-labelledby="${id}"><h3 id="${id}">${name === "failover" ? "Failover" : "Failback"}: ${phase.fault}</h3>
<p>Expected: ${phase.expected} The axis counts from ${utc(window.from)}, when the phase began; the numbers are those of the list.</p>
${phase.alerts.length > 0 && html`<ul>${phase.alerts.map((text) => html`<li>Alert: ${text}</li>`)}</ul>`}
<figure><figcaption>Timeline of the whole phase, ${duration(window.to - window.from)}</figcaption>${drawTimeline(run, phase, steps, window, `${id}-timeline`)}</figure>
${enlarged && html`<figure><figcaption>The outage, enlarged: ${duration(close.to - close.from)}</figcaption>${drawTimeline(run, phase, steps, close, `${id}-close`)}</figure>`}
<figure><figcaption>Loss per pair: a stroke for each answer, a cross for each probe without one, the longest gap shaded</figcaption>${drawLoss(run, phase, enlarged ? close : window, `${id}-loss`)}</figure>
${stepTable(steps, window.from, `Steps of the ${name}`)}</section>`;
}
