import type { Capture, Run } from "../drill/index.ts";
import { type Html, html } from "./html.ts";
import { count, size } from "./units.ts";

/** The anchor of a file of a run, whose own anchor is `run`. It is within what is folded, so that a browser unfolds it on the way there. */
export function captureId(run: string, path: string): string {
  return `${run}/${path}`;
}

/** A line break after `<pre>` is not part of its text (HTML, "The pre element"). */
function drawCapture({ path, text }: Capture, run: string): Html {
  return html`<details><summary><code>${path}</code> <span class="note">${size(text)}</span></summary><pre id="${captureId(run, path)}" tabindex="0" role="region" aria-label="${path}">
${text}</pre></details>`;
}

/** Under which name a file is folded away: its folder, to the second level; none at the top. */
function groupOf(path: string): string {
  return path.split("/").slice(0, -1).slice(0, 2).join("/");
}

/** Every file of the run, folded by folder. */
export function drawCaptures({ captures }: Run, run: string): Html {
  const groups = [...new Set(captures.map(({ path }) => groupOf(path)))];
  const drawn = groups.map((group) => {
    const files = captures.filter(({ path }) => groupOf(path) === group);
    const all = files.map((capture) => drawCapture(capture, run));
    if (group === "") return html`${all}`;
    return html`<details class="group"><summary><code>${group}/</code> <span class="note">${count(files.length, "file")}</span></summary>${all}</details>`;
  });
  return html`<p class="paper">${count(captures.length, "raw capture")} of this run are in the HTML report, each under its file's name, and attached to the PDF that <code>hubshift report --pdf</code> writes, with <code>__</code> for each <code>/</code> of the name.</p>
<div class="captures">${drawn}</div>`;
}
