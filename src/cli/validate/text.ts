import { type Collection, type Finding, sections } from "../../verify/index.ts";
import { type Place, sayAdvice } from "../advice.ts";
import type { Session } from "../session.ts";
import { table } from "../table.ts";

const MARKS: Record<Finding["verdict"], string> = { pass: "pass", fail: "FAIL", unknown: "UNKNOWN" };

/** Says what to do about a finding; empty for one that passes. */
export function sayer({ cloud }: Collection, lab: string | undefined): (finding: Finding) => string {
  const hubs = "seen" in cloud ? cloud.seen.state.hubs : [];
  const [primary, standby] = hubs;
  const stack = "seen" in cloud && "seen" in cloud.seen.stack ? cloud.seen.stack.seen.name : undefined;
  const place: Place | undefined =
    "seen" in cloud && primary && standby ? { lab, resources: { primary, standby, stack } } : undefined;
  return ({ advice }) => {
    if (!advice) return "";
    // What AWS says nothing of, no command for it is advised on.
    return advice.do === "mend" ? advice.how : place ? sayAdvice(place, advice) : "";
  };
}

/** Findings for a person by section: what does not pass first, with what to do about it; then a line for each check that passes. */
export function validationText(
  session: Session,
  findings: readonly Finding[],
  say: (finding: Finding) => string,
): string {
  const parts = sections.flatMap((section) => {
    const own = findings.filter((finding) => finding.section === section);
    const open = own.filter(({ verdict }) => verdict !== "pass");
    if (own.length === 0) return [];
    const lines = [session.colors.bold(section), ...open.map((finding) => openText(session, finding, say(finding)))];
    return [[...lines, ...passedText(session, own)].join("\n")];
  });
  return [...parts, sumText(session, findings)].join("\n\n");
}

function openText({ colors }: Session, { id, subject, verdict, expected, seen }: Finding, todo: string): string {
  return [
    `${colors.red(MARKS[verdict])}  ${id}  ${subject}`,
    `      expected  ${expected}`,
    `      seen      ${seen}`,
    `      do        ${todo}`,
  ].join("\n");
}

/** One line for each check, with how often it passes and the first thing that it saw. */
function passedText(session: Session, findings: readonly Finding[]): string[] {
  const passed = findings.filter(({ verdict }) => verdict === "pass");
  const rows = [...new Set(passed.map(({ id }) => id))].map((id) => {
    const same = passed.filter((finding) => finding.id === id);
    const [first] = same;
    return [MARKS.pass, id, same.length, `${first?.subject}: ${first?.seen}`];
  });
  return rows.length > 0 ? [table(session, ["", "CHECK", "TIMES", "SUCH AS"], rows)] : [];
}

function sumText({ colors }: Session, findings: readonly Finding[]): string {
  const count = (verdict: Finding["verdict"]) => findings.filter((finding) => finding.verdict === verdict).length;
  const [fail, unknown] = [count("fail"), count("unknown")];
  const sum = `${findings.length} checks: ${count("pass")} pass, ${fail} fail, ${unknown} unknown`;
  return fail + unknown === 0 ? colors.green(sum) : colors.red(sum);
}
