import { epochMs, type Reading, readLines } from "./reading.ts";

/** A WireGuard handshake message on the wire. */
export interface Handshake {
  /** Epoch ms, with fractions. */
  at: number;
  /** `address:port` */
  from: string;
  /** `address:port` */
  to: string;
  type: "initiation" | "response";
}

export interface CaptureFacts {
  handshakes: Handshake[];
}

/** Sizes in bytes of the two handshake messages (WireGuard protocol, sections 5.4.2 and 5.4.3). */
const TYPE_BY_LENGTH = new Map<string, Handshake["type"]>([
  ["148", "initiation"],
  ["92", "response"],
]);

/**
 * pcap-filter(7) expression for handshake initiations and responses from or to `ports`: a message begins with its type,
 * 1 or 2, and three zero bytes.
 */
export function handshakeFilter(ports: { from: number; to: number }): string {
  return `udp portrange ${ports.from}-${ports.to} and (udp[8:4] = 0x01000000 or udp[8:4] = 0x02000000)`;
}

/**
 * The tcpdump command whose output `parseWgCapture` reads. `-q` keeps tcpdump from decoding a port that it knows as another
 * protocol's; `-l` prints each packet at once. It stays root: the change to its own user clears the parent-death signal (prctl(2),
 * PR_SET_PDEATHSIG), and it would outlive the command that brought it into a host.
 */
export function handshakeCapture(networkInterface: string, ports: { from: number; to: number }): string[] {
  return ["tcpdump", "-Z", "root", "-tt", "-n", "-q", "-l", "-i", networkInterface, handshakeFilter(ports)];
}

const PACKET =
  /^(\d{1,12}\.\d{1,9}) (?:\S+ +(?:In|Out) +)?IP (\d+\.\d+\.\d+\.\d+)\.(\d+) > (\d+\.\d+\.\d+\.\d+)\.(\d+): UDP, length (\d+)$/;

/**
 * Reads what `handshakeCapture` prints: handshake messages in the order in which they were captured. The filter has let only
 * handshake messages through, so that a packet's length tells which of the two it is.
 */
export function parseWgCapture(text: string): Reading<CaptureFacts> {
  const handshakes: Handshake[] = [];
  const unread = readLines(text, (line) => {
    const match = PACKET.exec(line);
    const type = TYPE_BY_LENGTH.get(match?.[6] ?? "");
    if (!match || !type) return false;
    const [, seconds = "", from, fromPort, to, toPort] = match;
    handshakes.push({ at: epochMs(seconds), from: `${from}:${fromPort}`, to: `${to}:${toPort}`, type });
    return true;
  });
  return { facts: { handshakes }, unread };
}
