import { type Reading, readLines } from "./reading.ts";

export interface PacketsFacts {
  packets: Packet[];
}

/** An IPv4 packet on the wire. */
export interface Packet {
  from: string;
  to: string;
  /** Undefined for protocols without ports, and for fragments. */
  ports: { from: number; to: number } | undefined;
  /** tcpdump's first word for it: `UDP`, `tcp`, `ICMP`, ... */
  protocol: string;
}

const PACKET =
  /^\d{1,12}\.\d{1,9} (?:\S{1,20} +(?:In|Out) +)?IP (\d{1,3}(?:\.\d{1,3}){3})(?:\.(\d{1,5}))? > (\d{1,3}(?:\.\d{1,3}){3})(?:\.(\d{1,5}))?: ([^\s,:]{1,40})/;

/** Reads `tcpdump -tt -n -q ip`. */
export function parsePackets(text: string): Reading<PacketsFacts> {
  const packets: Packet[] = [];
  const unread = readLines(text, (line) => {
    const [, from, fromPort, to = "", toPort, protocol = ""] = PACKET.exec(line) ?? [];
    if (from === undefined) return false;
    const ports = fromPort === undefined || toPort === undefined ? undefined : { from: +fromPort, to: +toPort };
    return Boolean(packets.push({ from, to, ports, protocol }));
  });
  return { facts: { packets }, unread };
}
