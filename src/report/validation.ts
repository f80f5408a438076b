import type { Run, ValidationFinding } from "../drill/index.ts";
import { captureId } from "./captures.ts";
import { verdict } from "./checks.ts";
import { type Html, html, prose } from "./html.ts";
import { count, utc } from "./units.ts";

type Validated = Run["validations"][number];

/** The names of the validations that a drill makes; another one was added to its folder. */
const MOMENTS: Readonly<Record<string, string>> = {
  "1-before": "Before the fault",
  "5-after-failback": "After the failback",
};

const passes = ({ verdict }: ValidationFinding) => verdict === "pass";

/** `178 of 178` */
export function passText({ findings }: Validated): string {
  return `${findings.filter(passes).length} of ${findings.length}`;
}

/** When a validation was made, for a person. */
export function momentText({ name }: Validated): string {
  return MOMENTS[name] ?? name;
}

/** What it was made from, each with a way to it. */
function evidence(run: string, { name }: Validated, files: readonly string[]): Html {
  const links = files.map((file, index) => {
    const path = `validation/${name}/${file}`;
    return html`${index > 0 && ", "}<a href="#${captureId(run, path)}"><code>${file}</code></a>`;
  });
  return html`${links}`;
}

function drawOpen(run: string, validated: Validated, finding: ValidationFinding): Html {
  const { id, subject, expected, seen, todo } = finding;
  const mark =
    finding.verdict === "unknown"
      ? html`<span class="verdict fail">? UNKNOWN</span>`
      : verdict(finding.verdict === "pass");
  return html`<details class="check" open><summary>${mark} <span class="name">${id} ${subject}</span> <span class="seen">expected ${prose(expected)}; seen ${prose(seen)}</span></summary>
${todo !== undefined && html`<p>What to do: ${prose(todo)}</p>`}<p>Made from ${evidence(run, validated, finding.evidence)}.</p></details>`;
}

/** One check, wherever it passes. */
function drawPassed(run: string, validated: Validated, id: string): Html {
  const same = validated.findings.filter((finding) => finding.id === id && passes(finding));
  const [first] = same;
  const times = same.length > 1 && `${count(same.length, "time")}, such as `;
  return html`<details class="check"><summary>${verdict(true)} <span class="name">${id}</span> <span class="seen">${times}${first?.subject}: ${prose(first?.seen ?? "")}</span></summary>
<div class="scroll" tabindex="0" role="region" aria-label="${id}, ${momentText(validated)}"><table><thead><tr><th scope="col">Subject</th><th class="words" scope="col">Expected</th><th class="words" scope="col">Seen</th><th class="words" scope="col">Made from</th></tr></thead><tbody>${same.map(
    ({ subject, expected, seen, evidence: files }) =>
      html`<tr><th scope="row">${subject}</th><td class="words">${prose(expected)}</td><td class="words">${prose(seen)}</td><td class="words">${evidence(run, validated, files)}</td></tr>`,
  )}</tbody></table></div></details>`;
}

const ALARM_NOTE =
  "CloudWatch looks at an alarm once a minute: one that rang while the WAN was built, or for the fault, rings until it has looked again.";

function drawValidated(run: string, validated: Validated): Html {
  const { findings, takenAt } = validated;
  const passed = [...new Set(findings.filter(passes).map(({ id }) => id))];
  return html`<h4>${momentText(validated)}: ${passText(validated)} pass</h4><p class="note">${utc(takenAt)}</p>
${findings.some((finding) => finding.id === "availability.alarm" && !passes(finding)) && html`<p class="note">${ALARM_NOTE}</p>`}
${findings.filter((finding) => !passes(finding)).map((finding) => drawOpen(run, validated, finding))}
${passed.map((id) => drawPassed(run, validated, id))}`;
}

const REFERENCE_NOTE =
  " The reference configuration never passes: both hubs have one router ID, and routes from AllowedIPs stand in BGP's way on the hubs.";

/** What `hubshift validate` found, open checks first, each with the answers that it was made from. `run` begins the anchors. */
export function drawValidations({ result, validations }: Run, run: string): Html {
  if (validations.length === 0) return html`<p>The running WAN was not compared with its plan in this run.</p>`;
  return html`<p>The running WAN compared with its plan, as <code>hubshift validate</code> does. The verdict of the drill is about the outage and does not depend on it.${result.mode === "reference" && REFERENCE_NOTE}</p>
${validations.map((validated) => drawValidated(run, validated))}`;
}
