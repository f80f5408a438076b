import { type ErrorCode, HubshiftError } from "../errors/index.ts";
import type { WanPlan } from "../plan/index.ts";
import type { LabStatus } from "./types.ts";

/** What a supervisor is to build; it reads it from its standard input. */
export interface SupervisorOrder {
  name: string;
  plan: WanPlan;
  cloud: "instant" | "aws";
  bare?: boolean | undefined;
  keysFolder?: string | undefined;
}

/** What a supervisor prints while it builds, one JSON object a line; `up` or `error` is the last. */
export type SupervisorMessage = { step: string } | { up: LabStatus } | { error: ErrorMessage };

/** What a task answers while it runs, one JSON object a line; the last is `done` or `error`. */
export type TaskMessage = { progress: unknown } | { done: unknown } | { error: ErrorMessage };

/** An error as it crosses from one process to another. */
export interface ErrorMessage {
  /** Undefined for what no user can act on. */
  code: ErrorCode | undefined;
  message: string;
  hint: string;
  exitCode: 1 | 2;
}

/** What the other process is told of `error`. */
export function toMessage(error: unknown): ErrorMessage {
  if (error instanceof HubshiftError) {
    const { code, message, hint, exitCode } = error;
    return { code, message, hint, exitCode };
  }
  return { code: undefined, message: error instanceof Error ? error.message : String(error), hint: "", exitCode: 1 };
}

/** The error that the other process had. */
export function fromMessage({ code, message, hint, exitCode }: ErrorMessage): Error {
  return code ? new HubshiftError(code, message, hint, exitCode) : new Error(message);
}
