import { spawnSync } from "node:child_process";
import { describe, expect, it } from "vitest";
import { handshakeCapture, parseWgCapture } from "../../src/observe/index.ts";

// tcpdump itself compiles the filter and prints the packets: from a capture made here byte by byte, so that times are exact.

interface Packet {
  /** Epoch µs. */
  at: bigint;
  fromPort: number;
  toPort: number;
  payload: Buffer;
}

const SITE = [198, 51, 100, 1];
const HUB = [203, 0, 113, 10];

/** A WireGuard message of one type: 1 initiation, 2 response, 3 cookie reply, 4 data. */
function message(type: number, length: number): Buffer {
  const payload = Buffer.alloc(length, 0xa5);
  payload.writeUInt32LE(type, 0);
  return payload;
}

/** A raw IPv4 packet with UDP in it (RFC 791, RFC 768), checksums left out as an offloading card does. */
function ipv4({ fromPort, toPort, payload }: Packet): Buffer {
  const header = Buffer.alloc(28);
  header.set([0x45, 0, 0, 0, 0, 0, 0x40, 0, 64, 17, 0, 0, ...SITE, ...HUB]);
  header.writeUInt16BE(28 + payload.length, 2);
  header.writeUInt16BE(fromPort, 20);
  header.writeUInt16BE(toPort, 22);
  header.writeUInt16BE(8 + payload.length, 24);
  return Buffer.concat([header, payload]);
}

/** A pcap file (pcap-savefile(5)) of raw IP packets with times in µs. */
function pcap(packets: readonly Packet[]): Buffer {
  const LINKTYPE_RAW = 101;
  const file = Buffer.alloc(24);
  file.writeUInt32LE(0xa1b2c3d4, 0);
  file.set([2, 0, 4, 0], 4);
  file.writeUInt32LE(65535, 16);
  file.writeUInt32LE(LINKTYPE_RAW, 20);
  const records = packets.flatMap((packet) => {
    const bytes = ipv4(packet);
    const record = Buffer.alloc(16);
    record.writeUInt32LE(Number(packet.at / 1_000_000n), 0);
    record.writeUInt32LE(Number(packet.at % 1_000_000n), 4);
    record.writeUInt32LE(bytes.length, 8);
    record.writeUInt32LE(bytes.length, 12);
    return [record, bytes];
  });
  return Buffer.concat([file, ...records]);
}

/** What handshakeCapture's tcpdump prints of these packets, read from a file in place of an interface. */
function capture(ports: { from: number; to: number }, packets: readonly Packet[]): string {
  const [program = "", ...args] = handshakeCapture("eth0", ports);
  const place = args.indexOf("-i");
  const fromFile = [...args.slice(0, place), "-r", "-", ...args.slice(place + 2)];
  const done = spawnSync(program, fromFile, { input: pcap(packets) });
  expect(done.status, String(done.stderr)).toBe(0);
  return done.stdout.toString();
}

const missing = spawnSync("sh", ["-c", "command -v tcpdump"]).status !== 0;
if (missing) console.warn("tcpdump is not installed: the capture is not tested");

describe.skipIf(missing)("a capture of handshakes", () => {
  const at = 1_795_345_386_744_937n;

  it("has initiations and responses with their times, and nothing else", () => {
    const text = capture({ from: 51820, to: 51822 }, [
      { at, fromPort: 42294, toPort: 51821, payload: message(1, 148) },
      { at: at + 483n, fromPort: 51821, toPort: 42294, payload: message(2, 92) },
      { at: at + 500n, fromPort: 42294, toPort: 51821, payload: message(4, 148) },
      { at: at + 600n, fromPort: 51821, toPort: 42294, payload: message(3, 64) },
      { at: at + 700n, fromPort: 42294, toPort: 51823, payload: message(1, 148) },
    ]);
    const { facts, unread } = parseWgCapture(text);
    expect(unread).toEqual([]);
    const [first, second] = facts.handshakes;
    expect(facts.handshakes).toEqual([
      { at: first?.at, from: "198.51.100.1:42294", to: "203.0.113.10:51821", type: "initiation" },
      { at: second?.at, from: "198.51.100.1:51821", to: "203.0.113.10:42294", type: "response" },
    ]);
    expect(first?.at).toBeCloseTo(1_795_345_386_744.937, 3);
    expect(second?.at).toBeCloseTo(1_795_345_386_745.42, 3);
  });

  // DNS, IKE over NAT, syslog and BFD: ports that tcpdump decodes unless it is told not to.
  it.each([53, 4500, 514, 3784])("reads WireGuard on port %i, which tcpdump knows as another protocol's", (port) => {
    const { facts, unread } = parseWgCapture(
      capture({ from: port, to: port }, [{ at, fromPort: 42294, toPort: port, payload: message(1, 148) }]),
    );
    expect(unread).toEqual([]);
    expect(facts.handshakes.map(({ to, type }) => [to, type])).toEqual([[`203.0.113.10:${port}`, "initiation"]]);
  });
});
