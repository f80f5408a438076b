import { describe, expect, it } from "vitest";
import type { BgpPeer, WgInterface } from "../../src/observe/index.ts";
import { networkFacts } from "../../src/verify/index.ts";
import { dc1 } from "../stack/synthesized.ts";

const [hub] = (await dc1("hot-standby")).hubs;

const wg = (name: string, latestHandshake: number | undefined): WgInterface => ({
  name,
  publicKey: undefined,
  listenPort: 51820,
  peers: [{ publicKey: "", endpoint: undefined, allowedIps: [], latestHandshake, received: 0, sent: 0, keepalive: 25 }],
});
const bgp = (address: string, state: string): BgpPeer => ({
  address,
  asn: 65101,
  state,
  established: state === "Established",
  prefixesReceived: 2,
  prefixesSent: 3,
  uptimeMs: 1_000,
  description: undefined,
});

describe("what a hub should have, beside what it has", () => {
  it("knows every tunnel and session of the plan, there or not", () => {
    const interfaces = [wg("wg0", 1_800_000_000), wg("wg1", undefined), wg("hub0", 1)];
    const peers = [bgp("10.100.1.2", "Established"), bgp("10.100.2.2", "Connect"), bgp("192.0.2.1", "Established")];
    const { tunnels, sessions } = networkFacts(hub, { interfaces }, { routerId: "1.1.1.1", asn: 65000, peers });
    expect(tunnels).toEqual([
      { site: "SITE1-LF1", interface: "wg0", there: true, handshakeAt: 1_800_000_000_000 },
      { site: "SITE2-LF1", interface: "wg1", there: true, handshakeAt: undefined },
      { site: "SITE3-LF1", interface: "wg2", there: false, handshakeAt: undefined },
    ]);
    expect(sessions.map(({ to, state, established }) => [to, state, established])).toEqual([
      ["SITE1-LF1", "Established", true],
      ["SITE2-LF1", "Connect", false],
      ["SITE3-LF1", "missing", false],
      ["DC1-SP2", "missing", false],
    ]);
  });
});
