import type { z } from "zod";
import { hubsFields, siteFields, topFields, transitFields, vpcFields, wireguardFields } from "./schema.ts";
import type { HubsSpec, Profile, SiteSpec, TransitSpec, WireGuardSpec } from "./types.ts";
import { isMapping } from "./words.ts";

type Maybe<T> = { [K in keyof T]?: T[K] | undefined };

/** A site of which some values may be missing or refused. */
export interface SiteDraft extends Maybe<Omit<SiteSpec, "networks">> {
  networks?: readonly (string | undefined)[] | undefined;
}

/** What is right by itself in a wan.yaml that has issues; a WanSpec is a draft with nothing missing. */
export interface WanDraft {
  name?: string | undefined;
  profile?: Profile | undefined;
  overlay?: string | undefined;
  hubs: Maybe<HubsSpec>;
  sites: readonly SiteDraft[];
  transit: Maybe<TransitSpec>;
  wireguard: Maybe<WireGuardSpec>;
  vpc: { cidr?: string | undefined };
}

type Fields = Readonly<Record<string, z.ZodType>>;

function salvage<F extends Fields>(fields: F, data: unknown): { [K in keyof F]?: z.output<F[K]> } {
  const given = isMapping(data) || data === undefined ? (data ?? {}) : undefined;
  if (!given) return {};
  return Object.fromEntries(
    Object.entries(fields).map(([key, schema]) => [key, schema.safeParse(given[key as keyof typeof given]).data]),
  ) as { [K in keyof F]?: z.output<F[K]> };
}

function salvageSite(data: unknown): SiteDraft {
  const networks = isMapping(data) && Array.isArray(data.networks) ? data.networks : [];
  const one = siteFields.networks.unwrap().element;
  return { ...salvage(siteFields, data), networks: networks.map((network) => one.safeParse(network).data) };
}

/** Keeps each value of the (expanded) data that its own schema accepts. A refused value does not turn into its default. */
export function draftOf(data: Record<string, unknown>): WanDraft {
  const { name, profile, overlay } = salvage(topFields, data);
  return {
    name,
    profile,
    overlay,
    hubs: salvage(hubsFields, data.hubs),
    sites: Array.isArray(data.sites) ? data.sites.map(salvageSite) : [],
    transit: salvage(transitFields, data.transit),
    wireguard: salvage(wireguardFields, data.wireguard),
    vpc: salvage(vpcFields, data.vpc),
  };
}
