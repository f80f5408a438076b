import type { DrillResult, Inspection, Mode, PhaseResult } from "../drill/index.ts";
import { REFERENCE_FAULT, REFERENCE_S, STAGES } from "../report/index.ts";
import type { Session } from "./session.ts";
import { table } from "./table.ts";
import { displayed } from "./wan.ts";

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(ms < 10_000 ? 2 : 1)} s`;
}

function pairTable(session: Session, { failover, failback }: DrillResult): string {
  const rows = failover.pairs.map((pair) => {
    const back = failback.pairs.find(({ from, to }) => from === pair.from && to === pair.to);
    return [pair.from, pair.to, seconds(pair.gapMs), pair.lost, back ? seconds(back.gapMs) : "-", back?.lost ?? 0];
  });
  return table(session, ["FROM", "TO", "FAILOVER GAP", "LOST", "FAILBACK GAP", "LOST"], rows);
}

function stageRow(name: keyof typeof REFERENCE_S, phase: PhaseResult, fault: string): string[] {
  const stages = STAGES.map(({ key }) => seconds(phase.stages[key]));
  const reference = fault === REFERENCE_FAULT ? `${REFERENCE_S[name]} s` : "-";
  return [name, seconds(phase.gapMs.p50), seconds(phase.gapMs.max), ...stages, reference];
}

function phaseTable(session: Session, { failover, failback }: DrillResult): string {
  const headings = ["PHASE", "GAP P50", "MAX", ...STAGES.map(({ name }) => name.toUpperCase()), "REFERENCE"];
  return table(session, headings, [
    stageRow("failover", failover, failover.fault),
    stageRow("failback", failback, failover.fault),
  ]);
}

function moved({ holderBefore, holderAfter, moves, movedBy }: PhaseResult): string {
  if (moves === 0) return `stays at ${holderAfter}`;
  const by = movedBy === undefined ? "" : ` by ${movedBy}`;
  return `${holderBefore} -> ${holderAfter} (${moves} ${moves === 1 ? "move" : "moves"}${by})`;
}

function expectedText(name: string, { fault, expected, alerts }: PhaseResult): string[] {
  return [`${name}, ${fault}: expected: ${expected}`, ...alerts.map((alert) => `  alert: ${alert}`)];
}

/** Open checks that are named; the report has all. */
const NAMED = 3;

function inspectionText(when: string, { checks, open }: Inspection): string {
  const more = open.length > NAMED ? ` and ${open.length - NAMED} more` : "";
  const names = open.length > 0 ? `; open: ${open.slice(0, NAMED).join(", ")}${more}` : "";
  return `validation ${when}: ${checks - open.length} of ${checks} pass${names}`;
}

function validationText({ validation }: DrillResult): string[] {
  if (!validation) return [];
  return [inspectionText("before", validation.before), inspectionText("afterwards", validation.after)];
}

/** How much shorter the outages of the hot standby are than the reference's; nothing when not both were drilled. */
export function ratioText(results: readonly DrillResult[]): string {
  const of = (mode: Mode) => results.find((result) => result.mode === mode);
  const [reference, standby] = [of("reference"), of("hot-standby")];
  if (!reference || !standby) return "";
  const compare = (name: "failover" | "failback") => {
    const [before, now] = [reference[name].gapMs.max, standby[name].gapMs.max];
    const ratio = now === 0 ? "" : `, ${Math.round(before / now)} times shorter`;
    return `${name}: ${seconds(before)} in the reference, ${seconds(now)} in the hot standby${ratio}`;
  };
  return `\n${compare("failover")}\n${compare("failback")}`;
}

/** A drill's result for a person: every pair, where the time went, and the verdict with its reasons. */
export function drillText(session: Session, result: DrillResult): string {
  const { colors, io } = session;
  const { steady } = result;
  const verdict = result.pass ? colors.green("PASS") : colors.red("FAIL");
  return [
    pairTable(session, result),
    "",
    phaseTable(session, result),
    "",
    `steady state: ${steady.lost} of ${steady.sent} probes lost; sessions Established ${seconds(result.convergedMs)} after the start`,
    ...expectedText("failover", result.failover),
    ...expectedText("failback", result.failback),
    `address: failover ${moved(result.failover)}, failback ${moved(result.failback)}`,
    ...validationText(result),
    ...result.failures.map((failure) => `${colors.red("failed:")} ${failure}`),
    `${verdict}: ${result.wan}, ${result.mode}, cloud ${result.cloud}; evidence in ${displayed(result.evidence, io.cwd)}`,
  ].join("\n");
}
