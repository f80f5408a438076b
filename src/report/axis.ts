import type { Window } from "../drill/index.ts";
import { type Html, html } from "./html.ts";
import { linear, place, type Scale, ticks } from "./scale.ts";

/** Widths of every chart with a time axis, so that charts below each other can be compared. */
export const CHART = { width: 800, left: 215, right: 680 } as const;

/** From a time to its place in a chart. */
export function timeScale(domain: Window): Scale {
  return linear(domain, [CHART.left, CHART.right]);
}

/** As many decimals as tell two ticks apart. */
function tickText(ms: number, step: number): string {
  const decimals = step >= 1000 ? 0 : step >= 100 ? 1 : step >= 10 ? 2 : 3;
  const seconds = (ms / 1000).toFixed(decimals).replace("-", "\u2212");
  return `${seconds} s`;
}

/** Lines for round times since `origin` from `top` to `bottom`, and the times below them. */
export function timeAxis(domain: Window, origin: number, top: number, bottom: number): Html {
  const x = timeScale(domain);
  const times = ticks({ from: domain.from - origin, to: domain.to - origin }, 8);
  const step = (times[1] ?? 1000) - (times[0] ?? 0);
  return html`<g class="axis">${times.map((ms) => {
    const at = place(x(origin + ms));
    return html`<path d="M${at} ${top}V${bottom}"/><text x="${at}" y="${bottom + 14}" text-anchor="middle">${tickText(ms, step)}</text>`;
  })}</g>`;
}
