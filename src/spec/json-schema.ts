import { z } from "zod";
import {
  alerts,
  alertsFields,
  site,
  siteFields,
  topFields,
  transit,
  transitFields,
  vpc,
  vpcFields,
  wan,
} from "./schema.ts";

type Described = Pick<z.ZodType, "meta">;

/** A key that may hold either form, optional as in the schema that reads it, and described as there. */
function either(described: Described, short: z.ZodType, long: z.ZodType) {
  return z.union([short, long]).optional().meta({ description: described.meta()?.description });
}

const oneNetwork = siteFields.networks.unwrap().element;
const networks = either(oneNetwork, oneNetwork, siteFields.networks);
const oneEmail = alertsFields.email.unwrap().element;
const email = either(oneEmail, oneEmail, alertsFields.email);

/** What a person may write: the schema that reads the expanded form, with the short forms beside it. */
const written = wan.extend({
  sites: z.array(site.extend({ networks })).meta(wan.shape.sites.meta() ?? {}),
  alerts: alerts
    .extend({ email })
    .optional()
    .meta(wan.shape.alerts.meta() ?? {}),
  transit: either(wan.shape.transit, transitFields.range, transit),
  vpc: either(wan.shape.vpc, vpcFields.cidr, vpc),
  trustedSsh: either(topFields.trustedSsh, topFields.trustedSsh.unwrap().element, topFields.trustedSsh),
});

/** JSON Schema (draft-07) of `wan.yaml` as a person writes it, for editors. */
export function wanJsonSchema(): Record<string, unknown> {
  return z.toJSONSchema(written, { target: "draft-7", io: "input" });
}
