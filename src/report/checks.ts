import type { DrillCheck, Run } from "../drill/index.ts";
import { type Html, html } from "./html.ts";
import { pairTable } from "./loss.ts";
import { count } from "./units.ts";

const HEADINGS: Readonly<Record<DrillCheck["phase"], string>> = {
  steady: "Before any fault",
  failover: "Failover",
  failback: "Failback",
  cloud: "Injected faults of the cloud",
};

/** The captures that a check was made from, by the beginning of their paths. */
const EVIDENCE: Readonly<Record<DrillCheck["phase"], readonly string[]>> = {
  steady: ["pings/", "hosts/1-before/"],
  failover: ["pings/", "handshakes/", "journal.json", "hosts/2-during-failover/", "hosts/3-after-failover/"],
  failback: ["pings/", "handshakes/", "journal.json", "hosts/4-during-failback/", "hosts/5-after-failback/"],
  cloud: ["journal.json"],
};

/** PASS or FAIL: a word and a sign, so that it does not hang on the colour. */
export function verdict(pass: boolean): Html {
  return html`<span class="verdict ${pass ? "pass" : "fail"}">${pass ? "\u2713 PASS" : "\u2717 FAIL"}</span>`;
}

function evidenceOf(run: Run, { phase, name }: DrillCheck): Html {
  const files = run.captures.filter(({ path }) => EVIDENCE[phase].some((begin) => path.startsWith(begin)));
  const folders = [...new Set(files.map(({ path }) => path.split("/").slice(0, -1).join("/") || path))];
  return html`<p>Made from ${count(files.length, "raw capture")} below: ${folders.map((folder, index) => html`${index > 0 && ", "}<code>${folder}</code>`)}.</p>${name === "what the pairs go through" && pairTable(run.result)}`;
}

function drawCheck(run: Run, check: DrillCheck): Html {
  const { name, expected, seen, failures } = check;
  return html`<details class="check"><summary>${verdict(failures.length === 0)} <span class="name">${name}</span> <span class="seen">expected ${expected}; seen ${seen}</span></summary>
${failures.length > 0 && html`<ul>${failures.map((text) => html`<li>${text}</li>`)}</ul>`}${evidenceOf(run, check)}</details>`;
}

/** Everything that the drill judged, by phase, each with what it was judged from folded below it. */
export function drawChecks(run: Run): Html {
  const { checks } = run.result;
  const phases = [...new Set(checks.map(({ phase }) => phase))];
  return html`${phases.map(
    (phase) =>
      html`<h4>${HEADINGS[phase]}</h4>${checks.filter((check) => check.phase === phase).map((check) => drawCheck(run, check))}`,
  )}`;
}
