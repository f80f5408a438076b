import { type Reading, readLines } from "./reading.ts";

export interface WgFacts {
  interfaces: WgInterface[];
}

export interface WgInterface {
  name: string;
  /** Undefined while the interface has no private key. */
  publicKey: string | undefined;
  listenPort: number;
  peers: WgPeer[];
}

export interface WgPeer {
  publicKey: string;
  /** `address:port` that the peer was last heard from, or was configured with. */
  endpoint: string | undefined;
  allowedIps: string[];
  /** Epoch seconds; undefined before the first handshake. */
  latestHandshake: number | undefined;
  /** Bytes. */
  received: number;
  /** Bytes. */
  sent: number;
  /** Seconds; undefined when it is off. */
  keepalive: number | undefined;
}

export const KEY = /^[A-Za-z0-9+/]{43}=$/;
const COUNT = /^\d{1,15}$/;
const INTERFACE_COLUMNS = 5;
const PEER_COLUMNS = 9;

function readInterface(columns: readonly string[]): WgInterface | undefined {
  // The second column is the private key: it is not looked at.
  const [name = "", , publicKey = "", listenPort = ""] = columns;
  if (!(KEY.test(publicKey) || publicKey === "(none)") || !COUNT.test(listenPort)) return undefined;
  return {
    name,
    publicKey: publicKey === "(none)" ? undefined : publicKey,
    listenPort: Number(listenPort),
    peers: [],
  };
}

function readPeer(columns: readonly string[]): WgPeer | undefined {
  // The third column is the preshared key: it is not looked at.
  const [, publicKey = "", , endpoint = "", allowedIps = "", handshake = "", received = "", sent = "", keepalive = ""] =
    columns;
  const counts = [handshake, received, sent, keepalive === "off" ? "0" : keepalive];
  if (!KEY.test(publicKey) || !counts.every((count) => COUNT.test(count))) return undefined;
  return {
    publicKey,
    endpoint: endpoint === "(none)" ? undefined : endpoint,
    allowedIps: allowedIps === "(none)" ? [] : allowedIps.split(","),
    latestHandshake: Number(handshake) === 0 ? undefined : Number(handshake),
    received: Number(received),
    sent: Number(sent),
    keepalive: keepalive === "off" ? undefined : Number(keepalive),
  };
}

/**
 * Reads `wg show all dump` (wg(8)): tab-separated, five columns for an interface, nine for a peer of the interface before it.
 * Private and preshared keys are dropped here: they are in neither the facts nor the unread lines, which tell only how many
 * columns a line had.
 */
export function parseWgDump(text: string): Reading<WgFacts> {
  const interfaces = new Map<string, WgInterface>();
  const read = (line: string): boolean => {
    const columns = line.split("\t");
    const name = columns[0] ?? "";
    if (columns.length === INTERFACE_COLUMNS) {
      const found = readInterface(columns);
      if (found && !interfaces.has(name)) return Boolean(interfaces.set(name, found));
    } else if (columns.length === PEER_COLUMNS) {
      const peer = readPeer(columns);
      if (peer) return Boolean(interfaces.get(name)?.peers.push(peer));
    }
    return false;
  };
  const lines = text.split("\n");
  const unread = readLines(text, read).map(({ line }) => {
    const columns = (lines[line - 1] ?? "").split("\t").length;
    return { line, text: `(${columns} columns, not shown: they may hold a key)` };
  });
  return { facts: { interfaces: [...interfaces.values()] }, unread };
}
