import { z } from "zod";
import { site, siteFields, transit, transitFields, wan } from "./schema.ts";

/** What a person may write, short forms included. */
const written = wan.extend({
  sites: z
    .array(site.extend({ networks: z.union([siteFields.networks, siteFields.networks.unwrap().element]) }))
    .min(1),
  transit: z.union([transitFields.range, transit]),
});

/** JSON Schema (draft-07) of `wan.yaml` as a person writes it, for editors. */
export function wanJsonSchema(): Record<string, unknown> {
  return z.toJSONSchema(written, { target: "draft-7", io: "input" });
}
