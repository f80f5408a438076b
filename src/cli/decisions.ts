import type { LogLine } from "../aws/index.ts";
import type { RecordedDecision } from "../verify/index.ts";

/** A line that a function wrote, as far as it is one of its log's JSON objects. */
interface Written {
  level?: string;
  message?: string;
  decision?: RecordedDecision["decision"];
  error?: { name?: string; message?: string };
  errorType?: string;
  errorMessage?: string;
}

/** A line for a person, or `undefined` for what only a machine reads. */
export interface Said {
  at: number;
  function: string;
  text: string;
  /** Somebody should read it. */
  bad: boolean;
}

/** What a line holds; Lambda itself writes lines that are no JSON. */
export function parseLine(message: string): Written | undefined {
  try {
    const value: unknown = JSON.parse(message);
    return typeof value === "object" && value !== null ? (value as Written) : undefined;
  } catch {
    return undefined;
  }
}

/** The decisions among what a function wrote. */
export function decisionsIn(name: string, lines: readonly LogLine[]): RecordedDecision[] {
  return lines.flatMap(({ at, message }) => {
    const decision = parseLine(message)?.decision;
    return decision?.reason ? [{ at, function: name, decision }] : [];
  });
}

/** What Lambda writes when it ended an invocation by force. */
const ENDED = /Task timed out|Runtime exited|Invoke Error/;

/** A line of a function in words: its decisions, what went wrong, and nothing else. */
export function sayLine(name: string, { at, message }: LogLine): Said | undefined {
  const said = (text: string, bad: boolean) => ({ at, function: name, text, bad });
  const written = parseLine(message);
  if (!written) return ENDED.test(message) ? said(firstLine(message), true) : undefined;
  const { decision, level, error, errorType, errorMessage } = written;
  if (decision?.reason) return said(sayDecision(decision), decision.action === "alert");
  if (errorType) return said(`${errorType}: ${errorMessage ?? ""}`, true);
  if (level !== "WARN" && level !== "ERROR") return undefined;
  return said([written.message, error?.message].filter(Boolean).join(": "), true);
}

function sayDecision(decision: RecordedDecision["decision"]): string {
  const { action, reason } = decision;
  const did = { move: "moves the address to", none: "leaves it", alert: "calls a person" }[action];
  return `${did}${action === "move" ? ` ${decision.toName}` : ""}: ${reason.text}`;
}

const firstLine = (text: string): string => text.trim().split("\n")[0] ?? "";
