import { type Draft, retryPause } from "./agent-draft.ts";
import type { Dial, SeenEndpoint, SiteSample, SiteState } from "./agent-types.ts";

/** WireGuard's REJECT_AFTER_TIME: a session older than this carries nothing. */
export const SESSION_MS = 180_000;
/** Handshake times have whole seconds. */
export const HANDSHAKE_TIME_MS = 1_000;
/** A source heard longer ago than this may be a mapping that the site's router has given up. */
const HEARD_MS = 10_000;

/** A site of which nothing is known yet. */
export function newSite(): SiteState {
  return {
    endpoint: undefined,
    heard: undefined,
    handshakeAt: 0,
    answeredAt: undefined,
    dialingSince: undefined,
    dials: 0,
    dialedAt: 0,
  };
}

function newer(a: SeenEndpoint | undefined, b: SeenEndpoint | undefined): SeenEndpoint | undefined {
  if (!a || !b) return a ?? b;
  return a.seenAt >= b.seenAt ? a : b;
}

/** Starts handshakes with every site whose endpoint is known, those that were heard last first. */
export function dialAll(draft: Draft): void {
  const { state, now } = draft;
  for (const site of Object.values(state.sites)) {
    if (site.heard && now - site.heard.seenAt <= HEARD_MS) site.endpoint = newer(site.heard, site.endpoint);
    site.heard = undefined;
    site.handshakeAt = 0;
    site.answeredAt = undefined;
    site.dialingSince = now;
    site.dials = 0;
  }
  const order = Object.keys(state.sites).sort(
    (a, b) => (state.sites[b]?.endpoint?.seenAt ?? 0) - (state.sites[a]?.endpoint?.seenAt ?? 0),
  );
  dial(draft, order);
}

function dial({ state, actions, now }: Draft, names: readonly string[]): void {
  const sites: Dial[] = [];
  for (const name of names) {
    const site = state.sites[name];
    if (!site?.endpoint) continue;
    const unlessSince = site.dials > 0 ? site.dialingSince : undefined;
    site.dials += 1;
    site.dialedAt = now;
    sites.push({ site: name, endpoint: site.endpoint.endpoint, unlessSince });
  }
  if (sites.length > 0) actions.push({ do: "dial", sites });
}

/** A site that still waits for its handshake spoke from `source`: that is where it is. */
export function heardFrom(draft: Draft, name: string, source: string): void {
  const site = draft.state.sites[name];
  if (!site) return;
  const known = site.endpoint?.endpoint === source;
  site.endpoint = { endpoint: source, seenAt: draft.now };
  if (!known) dial(draft, [name]);
}

/** Tries again where no handshake followed. */
export function dialPending(draft: Draft): void {
  const { state, now } = draft;
  const { redialMs, redialMaxMs } = state.limits;
  const due = Object.entries(state.sites).filter(([, site]) => {
    return site.dialingSince !== undefined && now - site.dialedAt >= retryPause(site.dials - 1, redialMs, redialMaxMs);
  });
  dial(
    draft,
    due.map(([name]) => name),
  );
}

/** What WireGuard says about the sites' sessions. Only an active hub's own endpoints are worth keeping. */
export function onSamples({ state, now }: Draft, samples: readonly SiteSample[]): void {
  for (const sample of samples) {
    const site = state.sites[sample.site];
    if (!site) continue;
    site.handshakeAt = sample.handshakeAt;
    if (state.role !== "active") continue;
    if (site.dialingSince !== undefined && sample.handshakeAt + HANDSHAKE_TIME_MS > site.dialingSince)
      site.dialingSince = undefined;
    if (sample.endpoint && now - sample.handshakeAt < SESSION_MS)
      site.endpoint = { endpoint: sample.endpoint, seenAt: now };
  }
}

/** A site that answered since the last dial and fell silent is dialed again: it may have roamed to a hub that speaks no more. */
export function redialSilent(draft: Draft): void {
  const { state, now } = draft;
  for (const site of Object.values(state.sites)) {
    if (site.dialingSince !== undefined || site.answeredAt === undefined) continue;
    if (now - site.answeredAt < state.limits.siteSilenceMs) continue;
    if (site.dialedAt > site.answeredAt) continue;
    site.dialingSince = now;
    site.dials = 0;
  }
}
