import { createHash } from "node:crypto";
import { type Dial, HANDSHAKE_TIME_MS, type SiteSample } from "../failover/index.ts";
import { parseWgDump } from "../observe/index.ts";
import type { Runner } from "../system/index.ts";
import type { AgentConfig, SiteConfig } from "./config.ts";

export interface WireGuardReading {
  samples: SiteSample[];
  /** SHA-256 over the public keys of the sites' interfaces, the same however many sites have one key; undefined while an interface is missing. */
  keys: string | undefined;
}

/** The hub's WireGuard. Orders are carried out one after the other, each for all its sites at once. */
export interface WireGuardControl {
  read(): Promise<WireGuardReading>;
  /** Forgets the sites' sessions and starts a handshake with each endpoint. */
  dial(sites: readonly Dial[]): Promise<void>;
  /** Forgets every site's session and endpoint: without one WireGuard cannot send. */
  silence(): Promise<void>;
  /** Where the hub link's packets go from now on. Its session goes on. */
  pointLink(endpoint: string): Promise<void>;
}

/** One process for all interfaces: starting one for each would hold the agent up. Words come from standard input and are not evaluated. */
const inEach = (words: string, command: string) => ["sh", "-c", `while read -r ${words}; do ${command} & done; wait`];
const SET_EACH = inEach("device words", 'wg set "$device" $words');

/**
 * Removes and adds each interface's peer, the site, in one command. It must be a new peer: an existing one that tried lately, even in
 * vain, may not start a handshake before 5 s have passed (WireGuard's REKEY_TIMEOUT). `wg set` applies its peers in the order given. The
 * site's key is read at that very moment: it may have been rotated since the agent started. So is its last handshake: the order may have
 * been given before it was known, and a peer with one that is newer than `newest`, epoch s, is left alone.
 */
const RECREATE_EACH = inEach(
  "device newest words",
  'wg show "$device" latest-handshakes | { read -r peer at; [ "$at" -gt "$newest" ] || wg set "$device" peer "$peer" remove peer "$peer" $words; }',
);
/** Of any age. */
const ANY = 2 ** 32;

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
        dialed.flatMap(({ site: name, endpoint, unlessSince }) => {
          const site = sites.get(name);
          return site
            ? [anew(site, newest(unlessSince), `endpoint ${endpoint} persistent-keepalive ${site.keepalive} `)]
            : [];
        }),
      ),
    silence: () =>
      order(
        RECREATE_EACH,
        config.sites.map((site) => anew(site, ANY, "")),
      ),
    pointLink: (endpoint) =>
      order(SET_EACH, [`${config.link.interface} peer ${config.peer.publicKey} endpoint ${endpoint}`]),
  };
}

/** The line that has the peer of a site's interface made anew. */
function anew({ interface: device, allowedIps }: SiteConfig, newest: number, reach: string): string {
  return `${device} ${newest} ${reach}allowed-ips ${allowedIps.join(",")}`;
}

/** The last second in which a handshake may have been before `since`. */
function newest(since: number | undefined): number {
  return since === undefined ? ANY : Math.floor((since - HANDSHAKE_TIME_MS) / 1000);
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
