import { type Page, page, pageAfter } from "../shared/page.ts";
import { invalidToken, type LogsState } from "./store.ts";

/** A page of streams or events, whose tokens are opaque, or name the last item where LocalCloud is to differ from AWS in this. */
export function logPage<T>(
  { ctx }: LogsState,
  all: readonly T[],
  token: string | undefined,
  size: number,
  nameOf: (item: T) => string,
): Page<T> {
  return ctx.deviates("tokens-of-names")
    ? pageAfter(all, token, size, invalidToken, nameOf)
    : page(all, token, size, invalidToken);
}
