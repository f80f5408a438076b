import { describe, expect, it } from "vitest";
import { parseModes, parsePackets } from "../../src/observe/index.ts";

describe("parsePackets", () => {
  it("reads what tcpdump -tt -n -q prints of IPv4", () => {
    const text = [
      "1795369264.535412 IP 203.0.113.10.51820 > 100.65.1.2.51820: UDP, length 128",
      "1795369270.963342 IP 172.31.64.10.40434 > 192.0.2.1.80: tcp 0",
      "1795369271.016374 IP 172.31.64.1 > 172.31.64.10: ICMP echo request, id 14291, seq 1, length 64",
      "1795369271.016374 eth0  Out IP 10.0.0.1 > 10.0.0.2: ip-proto-17",
      "",
    ].join("\n");
    expect(parsePackets(text)).toEqual({
      facts: {
        packets: [
          { from: "203.0.113.10", to: "100.65.1.2", ports: { from: 51820, to: 51820 }, protocol: "UDP" },
          { from: "172.31.64.10", to: "192.0.2.1", ports: { from: 40434, to: 80 }, protocol: "tcp" },
          { from: "172.31.64.1", to: "172.31.64.10", ports: undefined, protocol: "ICMP" },
          { from: "10.0.0.1", to: "10.0.0.2", ports: undefined, protocol: "ip-proto-17" },
        ],
      },
      unread: [],
    });
  });

  it("returns what is no packet", () => {
    expect(parsePackets("tcpdump: eth9: No such device exists\n").unread).toMatchObject([{ line: 1 }]);
  });
});

describe("parseModes", () => {
  it("reads what stat prints", () => {
    const { facts, unread } = parseModes("700 root /etc/wireguard\n644 adm in /x\n4755 bob /etc/wireguard/wg0.conf\n");
    expect(facts.files).toEqual([
      { path: "/etc/wireguard", owner: "root", mode: 0o700 },
      { path: "/etc/wireguard/wg0.conf", owner: "bob", mode: 0o4755 },
    ]);
    expect(unread).toEqual([{ line: 2, text: "644 adm in /x" }]);
  });
});
