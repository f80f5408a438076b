import { catalogue, type ErrorCode, type ErrorParams } from "./catalogue.ts";
import type { CatalogueText } from "./entry.ts";

/** An error that a user can act on. The command line prints `message` and `hint` and exits with `exitCode`; it never prints a stack. */
export class HubshiftError extends Error {
  override readonly name = "HubshiftError";
  constructor(
    readonly code: ErrorCode,
    message: string,
    readonly hint: string,
    /** 2: the input or the usage is wrong; 1: the work failed. */
    readonly exitCode: 1 | 2,
    options?: { cause?: unknown },
  ) {
    super(message, options);
  }
}

/** The catalogue's two sentences for one occurrence of `code`. */
export function describeError<C extends ErrorCode>(code: C, params: ErrorParams<C>): CatalogueText {
  const entry = catalogue[code] as (p: ErrorParams<C>) => CatalogueText;
  return entry(params);
}

/** Makes the error that is thrown for `code`. Input errors exit with 2 (the default), failures of the work with 1. */
export function hubshiftError<C extends ErrorCode>(
  code: C,
  params: ErrorParams<C>,
  options: { exitCode?: 1 | 2; cause?: unknown } = {},
): HubshiftError {
  const { message, hint } = describeError(code, params);
  return new HubshiftError(code, message, hint, options.exitCode ?? 2, { cause: options.cause });
}
