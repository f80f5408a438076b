import { type UnreadLine, unreadLine } from "./reading.ts";

export type JsonRecord = Readonly<Record<string, unknown>>;

function firstLine(text: string): string {
  return text.trimStart().split("\n", 1)[0] ?? "";
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The document when it is an object; else (a daemon's error message, a cut answer) the line to report. */
export function readRecord(text: string): { record: JsonRecord | undefined; unread: UnreadLine[] } {
  const record = asRecord(readJson(text));
  return { record, unread: record ? [] : [unreadLine(1, firstLine(text))] };
}

/** The document when it is a list; else the line to report. */
export function readList(text: string): { list: readonly unknown[]; unread: UnreadLine[] } {
  const list = asList(readJson(text));
  return { list: list ?? [], unread: list ? [] : [unreadLine(1, firstLine(text))] };
}

export function asRecord(value: unknown): JsonRecord | undefined {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as JsonRecord) : undefined;
}

export function asList(value: unknown): readonly unknown[] | undefined {
  return Array.isArray(value) ? value : undefined;
}

export function asText(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}

/** A number that counts something: an integer from 0. */
export function asCount(value: unknown): number | undefined {
  return typeof value === "number" && Number.isSafeInteger(value) && value >= 0 ? value : undefined;
}

/** Which form a text has, of a command that prints JSON or plain text. */
export function isJson(text: string): boolean {
  return /^\s*[[{]/.test(text);
}
