import { createHash } from "node:crypto";
import type { SiteSample } from "../failover/index.ts";
import { parseWgDump } from "../observe/index.ts";
import type { Runner } from "../system/index.ts";
import type { AgentConfig, SiteConfig } from "./config.ts";

export interface WireGuardReading {
  samples: SiteSample[];
  /** SHA-256 over the public keys of the sites' interfaces, the same however many sites have one key; undefined while an interface is missing. */
  keys: string | undefined;
}

export interface Dialed {
  site: string;
  endpoint: string;
}

/** The hub's WireGuard. Orders are carried out one after the other, each for all its sites at once. */
export interface WireGuardControl {
  read(): Promise<WireGuardReading>;
  /** Forgets the sites' sessions and starts a handshake with each endpoint. */
  dial(sites: readonly Dialed[]): Promise<void>;
  /** Forgets every site's session and endpoint: without one WireGuard cannot send. */
  silence(): Promise<void>;
  /** Where the hub link's packets go from now on. Its session goes on. */
  pointLink(endpoint: string): Promise<void>;
}

/** One process for all interfaces: starting one for each would hold the agent up. Words come from standard input and are not evaluated. */
const inEach = (command: string) => ["sh", "-c", `while read -r device words; do ${command} & done; wait`];
const SET_EACH = inEach('wg set "$device" $words');

/**
 * Removes and adds each interface's peer, the site, in one command. It must be a new peer: an existing one that tried lately, even in
 * vain, may not start a handshake before 5 s have passed (WireGuard's REKEY_TIMEOUT). `wg set` applies its peers in the order given. The
 * site's key is read at that very moment: it may have been rotated since the agent started.
 */
const RECREATE_EACH = inEach(
  '{ peer=$(wg show "$device" peers); wg set "$device" peer "$peer" remove peer "$peer" $words; }',
);

export function createWireGuard(
  runner: Runner,
  config: AgentConfig,
  onError: (text: string) => void,
): WireGuardControl {
  const sites = new Map(config.sites.map((site) => [site.name, site]));
  let last = Promise.resolve();

  function order(command: readonly string[], lines: readonly string[]): Promise<void> {
    last = last.then(async () => {
      const { stderr } = await runner.run(command, { input: `${lines.join("\n")}\n`, timeoutMs: 2_000 });
      if (stderr) onError(stderr.trim());
    });
    return last;
  }

  return {
    async read() {
      const result = await runner.run(["wg", "show", "all", "dump"], { timeoutMs: 2_000 });
      return readDump(result.stdout, config.sites);
    },
    dial: (dialed) =>
      order(
        RECREATE_EACH,
        dialed.flatMap(({ site: name, endpoint }) => {
          const site = sites.get(name);
          return site ? [settings(site, `endpoint ${endpoint} persistent-keepalive ${site.keepalive} `)] : [];
        }),
      ),
    silence: () =>
      order(
        RECREATE_EACH,
        config.sites.map((site) => settings(site, "")),
      ),
    pointLink: (endpoint) =>
      order(SET_EACH, [`${config.link.interface} peer ${config.peer.publicKey} endpoint ${endpoint}`]),
  };
}

/** The words that make the peer of a site's interface anew. */
function settings({ interface: device, allowedIps }: SiteConfig, reach: string): string {
  return `${device} ${reach}allowed-ips ${allowedIps.join(",")}`;
}

/** Without the repetitions at the end: a hub that has one site more has the same keys, and one that is further in a rotation has not. */
function withoutTail<T>(list: readonly T[]): readonly T[] {
  return list.slice(0, list.findLastIndex((item) => item !== list.at(-1)) + 2);
}

function readDump(dump: string, sites: readonly SiteConfig[]): WireGuardReading {
  const { interfaces } = parseWgDump(dump).facts;
  const found = sites.flatMap((site) => {
    const device = interfaces.find(({ name }) => name === site.interface);
    return device ? [{ site, device }] : [];
  });
  const text = withoutTail(found.map(({ device }) => device.publicKey)).join("\n");
  return {
    keys: found.length === sites.length ? createHash("sha256").update(text).digest("hex") : undefined,
    samples: found.flatMap(({ site, device }) => {
      const [peer] = device.peers;
      if (!peer) return [];
      return [{ site: site.name, endpoint: peer.endpoint, handshakeAt: (peer.latestHandshake ?? 0) * 1000 }];
    }),
  };
}
