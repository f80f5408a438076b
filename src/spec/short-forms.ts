import { isMapping } from "./words.ts";

const asList = (value: unknown): unknown => (typeof value === "string" ? [value] : value);

/** Writes out what a person may abbreviate: `transit` and `vpc` as a range alone, one network, source or recipient without the list. */
export function expandShortForms(data: Record<string, unknown>): Record<string, unknown> {
  const expanded: Record<string, unknown> = { ...data };
  if (typeof data.transit === "string") expanded.transit = { range: data.transit };
  if (typeof data.vpc === "string") expanded.vpc = { cidr: data.vpc };
  if (isMapping(data.alerts) && "email" in data.alerts)
    expanded.alerts = { ...data.alerts, email: asList(data.alerts.email) };
  if ("trustedSsh" in data) expanded.trustedSsh = asList(data.trustedSsh);
  if (Array.isArray(data.sites)) {
    expanded.sites = data.sites.map((site: unknown) =>
      isMapping(site) && "networks" in site ? { ...site, networks: asList(site.networks) } : site,
    );
  }
  return expanded;
}
