import { isCommand, type Reading, readLines } from "./reading.ts";
import { KEY, type WgFacts, type WgInterface, type WgPeer } from "./wireguard.ts";

const SECONDS: Readonly<Record<string, number>> = { year: 31_536_000, day: 86_400, hour: 3600, minute: 60, second: 1 };
const BYTES: Readonly<Record<string, number>> = { B: 1, KiB: 2 ** 10, MiB: 2 ** 20, GiB: 2 ** 30, TiB: 2 ** 40 };
const DURATION = /^(\d{1,9}) (year|day|hour|minute|second)s?$/;
const TRANSFER = /^(\d{1,9}(?:\.\d\d)?) (B|[KMGT]iB) received, (\d{1,9}(?:\.\d\d)?) (B|[KMGT]iB) sent$/;
const ENDPOINT = /^\S.*:\d{1,5}$/;
const PORT = /^\d{1,5}$/;
const FIELD = /^\s*([a-z][a-z ]{3,20}): (.*?)$/;
/** So long a run of a key's letters may be a part of a key. */
const KEY_LETTERS = /[A-Za-z0-9+/=]{12,}/g;

/** `1 minute, 56 seconds` in seconds. */
function readDuration(text: string): number | undefined {
  let seconds = 0;
  for (const part of text.split(", ")) {
    const [, count, unit = ""] = DURATION.exec(part) ?? [];
    if (count === undefined) return undefined;
    seconds += Number(count) * (SECONDS[unit] ?? 0);
  }
  return seconds;
}

function readAge(text: string): number | undefined {
  if (text === "Now") return 0;
  return text.endsWith(" ago") ? readDuration(text.slice(0, -" ago".length)) : undefined;
}

function readInterfaceField(wg: WgInterface, label: string, value: string): boolean {
  if (label === "public key" && KEY.test(value)) wg.publicKey = value;
  else if (label === "listening port" && PORT.test(value)) wg.listenPort = Number(value);
  // The private key is not looked at: with WG_HIDE_KEYS=never wg(8) prints it.
  else return label === "private key" || label === "fwmark";
  return true;
}

function readTransfer(peer: WgPeer, text: string): boolean {
  const [, received, receivedUnit = "", sent, sentUnit = ""] = TRANSFER.exec(text) ?? [];
  if (received === undefined) return false;
  peer.received = Math.round(Number(received) * (BYTES[receivedUnit] ?? 0));
  peer.sent = Math.round(Number(sent) * (BYTES[sentUnit] ?? 0));
  return true;
}

function readPeerField(peer: WgPeer, label: string, value: string, takenAt: number): boolean {
  if (label === "preshared key") return true;
  if (label === "transfer") return readTransfer(peer, value);
  if (label === "allowed ips") {
    peer.allowedIps = value === "(none)" ? [] : value.split(", ");
  } else if (label === "endpoint" && ENDPOINT.test(value)) {
    peer.endpoint = value;
  } else if (label === "latest handshake") {
    const age = readAge(value);
    if (age === undefined) return false;
    peer.latestHandshake = takenAt - age;
  } else if (label === "persistent keepalive") {
    peer.keepalive = readDuration(value.replace(/^every /, ""));
    return peer.keepalive !== undefined;
  } else return false;
  return true;
}

function newPeer(publicKey: string): WgPeer {
  return {
    publicKey,
    endpoint: undefined,
    allowedIps: [],
    latestHandshake: undefined,
    received: 0,
    sent: 0,
    keepalive: undefined,
  };
}

/**
 * Reads `wg show` (wg(8)) as it prints to people. It tells a handshake's age: `takenAt`, when it was printed in epoch seconds,
 * makes the handshake's time of it. Bytes are as exact as the printed figure: two digits after the point.
 * Private and preshared keys are in neither the facts nor the unread lines, from which anything that may be one is cut.
 */
export function parseWgShow(text: string, takenAt: number): Reading<WgFacts> {
  const interfaces = new Map<string, WgInterface>();
  let wg: WgInterface | undefined;
  let peer: WgPeer | undefined;
  const unread = readLines(text, (line) => {
    const [, label = "", value = ""] = FIELD.exec(line) ?? [];
    if (label === "interface") {
      peer = undefined;
      wg = interfaces.has(value) ? undefined : { name: value, publicKey: undefined, listenPort: 0, peers: [] };
      return wg !== undefined && Boolean(interfaces.set(value, wg));
    }
    if (label === "peer") {
      peer = wg && KEY.test(value) ? newPeer(value) : undefined;
      return peer !== undefined && Boolean(wg?.peers.push(peer));
    }
    if (peer) return readPeerField(peer, label, value, takenAt);
    return wg ? readInterfaceField(wg, label, value) : isCommand(line, "wg", "wg show");
  });
  return {
    facts: { interfaces: [...interfaces.values()] },
    unread: unread.map((at) => ({ ...at, text: at.text.replace(KEY_LETTERS, "(not shown)") })),
  };
}
