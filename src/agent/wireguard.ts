import { createHash } from "node:crypto";
import type { SiteSample } from "../failover/index.ts";
import { parseWgDump } from "../observe/index.ts";
import type { Runner } from "../system/index.ts";
import type { AgentConfig, SiteConfig } from "./config.ts";

export interface WireGuardReading {
  samples: SiteSample[];
  /** SHA-256 over the public keys of the sites' interfaces; undefined while one of them is missing. */
  keys: string | undefined;
}

/** The hub's WireGuard. Commands to one interface run one after the other, to different ones at once. */
export interface WireGuardControl {
  read(): Promise<WireGuardReading>;
  /** Forgets the site's session and starts a handshake with `endpoint`. */
  dial(site: string, endpoint: string): Promise<void>;
  /** Forgets the site's session and its endpoint: without one WireGuard cannot send. */
  silence(site: string): Promise<void>;
  /** Where the hub link's packets go from now on. Its session goes on. */
  pointLink(endpoint: string): Promise<void>;
}

export function createWireGuard(
  runner: Runner,
  config: AgentConfig,
  onError: (text: string) => void,
): WireGuardControl {
  const sites = new Map(config.sites.map((site) => [site.name, site]));
  const queues = new Map<string, Promise<void>>();

  function set(device: string, args: readonly string[]): Promise<void> {
    const done = (queues.get(device) ?? Promise.resolve()).then(async () => {
      const result = await runner.run(["wg", "set", device, ...args], { timeoutMs: 2_000 });
      if (result.code !== 0) onError(`wg set ${device}: ${result.stderr.trim()}`);
    });
    queues.set(device, done);
    return done;
  }

  /**
   * Removes and adds the peer in one command. It must be a new peer: an existing one that tried lately, even in vain, may not
   * start a handshake before 5 s have passed (WireGuard's REKEY_TIMEOUT). `wg set` applies its peers in the order given.
   */
  async function recreate(name: string, settings: readonly string[]): Promise<void> {
    const site = sites.get(name);
    if (!site) return;
    const allowed = ["allowed-ips", site.allowedIps.join(",")];
    await set(site.interface, ["peer", site.publicKey, "remove", "peer", site.publicKey, ...settings, ...allowed]);
  }

  return {
    async read() {
      const result = await runner.run(["wg", "show", "all", "dump"], { timeoutMs: 2_000 });
      return readDump(result.stdout, config.sites);
    },
    dial: (name, endpoint) =>
      recreate(name, ["endpoint", endpoint, "persistent-keepalive", String(sites.get(name)?.keepalive ?? 25)]),
    silence: (name) => recreate(name, []),
    pointLink: (endpoint) => set(config.link.interface, ["peer", config.peer.publicKey, "endpoint", endpoint]),
  };
}

function readDump(dump: string, sites: readonly SiteConfig[]): WireGuardReading {
  const { interfaces } = parseWgDump(dump).facts;
  const found = sites.flatMap((site) => {
    const device = interfaces.find(({ name }) => name === site.interface);
    return device ? [{ site, device }] : [];
  });
  const text = found.map(({ device }) => `${device.name} ${device.publicKey}\n`).join("");
  return {
    keys: found.length === sites.length ? createHash("sha256").update(text).digest("hex") : undefined,
    samples: found.flatMap(({ site, device }) => {
      const peer = device.peers.find(({ publicKey }) => publicKey === site.publicKey);
      if (!peer) return [];
      return [{ site: site.name, endpoint: peer.endpoint, handshakeAt: (peer.latestHandshake ?? 0) * 1000 }];
    }),
  };
}
