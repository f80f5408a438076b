import type { Check, Verdict } from "../verify/index.ts";
import { sayAdvice } from "./advice.ts";
import type { DeployedWan } from "./deployed.ts";
import type { Session } from "./session.ts";

const MARKS: Record<Verdict, string> = { ok: "ok", attention: "ATTENTION", unknown: "unknown" };
const WIDTH = Math.max(...Object.values(MARKS).map((mark) => mark.length));

/** A judgement for a person, one check a line. */
export function statusText(session: Session, wan: string, well: boolean, checks: readonly Check[]): string {
  const { bold, green, red, yellow } = session.colors;
  const paint = { ok: green, attention: red, unknown: yellow };
  const titles = checks.map(({ section, name }) => (name === "" ? section : `${section} ${name}`));
  const width = titles.reduce((longest, title) => Math.max(longest, title.length), 0);
  const lines = checks.map(
    ({ verdict, text }, index) =>
      `${paint[verdict](MARKS[verdict].padEnd(WIDTH))}  ${(titles[index] ?? "").padEnd(width)}  ${text}`,
  );
  const counts = (["attention", "unknown"] as const).flatMap((verdict) => {
    const count = checks.filter((check) => check.verdict === verdict).length;
    return count > 0 ? [`${count} ${verdict}`] : [];
  });
  const sum = [`${checks.length} checks`, ...counts].join(", ");
  return [...lines, "", `${bold(wan)}: ${well ? "well" : "not well"} (${sum})`].join("\n");
}

/** What to do first: about what needs a person, else about what could not be seen. */
export function nextStep(deployed: DeployedWan, well: boolean, checks: readonly Check[]): string {
  const urgent = checks.find(({ verdict, advice }) => verdict === "attention" && advice);
  const advice = urgent?.advice ?? checks.find((check) => check.verdict === "unknown" && check.advice)?.advice;
  if (!well && advice) return sayAdvice(deployed, advice);
  if (!well) return "give these credentials leave to read what is unknown above";
  return sayAdvice(deployed, { do: "read-logs" });
}
