import type { Issue, Locate, WanDraft } from "../../spec/index.ts";
import { checkDuplicates } from "./duplicates.ts";
import { checkRanges } from "./ranges.ts";
import { checkTunnels } from "./tunnels.ts";

export { KEEPALIVE_MAX } from "./tunnels.ts";

/** Everything that is wrong between values that are right by themselves. */
export function checkWan(draft: WanDraft, locate: Locate): Issue[] {
  return [checkDuplicates, checkTunnels, checkRanges].flatMap((check) => check(draft, locate));
}
