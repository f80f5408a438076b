import type { Run } from "../drill/index.ts";
import { type Html, html } from "./html.ts";
import { count, size } from "./units.ts";

/** The anchor of a file of a run, whose own anchor is `run`. It is within what is folded, so that a browser unfolds it on the way there. */
export function captureId(run: string, path: string): string {
  return `${run}/${path}`;
}

/** Every file of the run, folded. A line break after `<pre>` is not part of its text (HTML, "The pre element"). */
export function drawCaptures({ captures }: Run, run: string): Html {
  return html`<p class="paper">${count(captures.length, "raw capture")} of this run are in the HTML report, each under its file's name, and attached to the PDF that <code>hubshift report --pdf</code> writes, with <code>__</code> for each <code>/</code> of the name.</p>
<div class="captures">${captures.map(
    ({ path, text }) =>
      html`<details><summary><code>${path}</code> <span class="note">${size(text)}</span></summary><pre id="${captureId(run, path)}" tabindex="0" role="region" aria-label="${path}">
${text}</pre></details>`,
  )}</div>`;
}
