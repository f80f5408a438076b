import type { AwsError } from "../../core/error.ts";

/** One page of a listing. `NextToken` is opaque to clients: where the next page begins. */
export interface Page<T> {
  items: T[];
  nextToken: string | undefined;
}

/** Cuts a listing into pages. Throws `invalid()` for a token that no page gave. */
export function page<T>(all: readonly T[], token: string | undefined, size: number, invalid: () => AwsError): Page<T> {
  const text = token === undefined ? "0" : Buffer.from(token, "base64url").toString();
  const start = Number(text);
  if (!/^\d+$/.test(text) || start > all.length) throw invalid();
  const end = start + size;
  return {
    items: all.slice(start, end),
    nextToken: end < all.length ? Buffer.from(String(end)).toString("base64url") : undefined,
  };
}

/** As `page`, with tokens that name the last item of the page before. */
export function pageAfter<T>(
  all: readonly T[],
  token: string | undefined,
  size: number,
  invalid: () => AwsError,
  nameOf: (item: T) => string,
): Page<T> {
  const start = token === undefined ? 0 : all.findIndex((item) => nameOf(item) === token) + 1;
  if (token !== undefined && start === 0) throw invalid();
  const items = all.slice(start, start + size);
  const last = items.at(-1);
  return { items, nextToken: last && start + size < all.length ? nameOf(last) : undefined };
}
