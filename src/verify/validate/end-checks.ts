import type { Link, WgInterface, WgPeer } from "../../observe/index.ts";
import type { Seen } from "../types.ts";
import { checkPeer } from "./end-peer.ts";
import { bringIn, type TunnelEnd } from "./ends.ts";
import { examine, sameSet, within } from "./finding.ts";
import type { Scene } from "./scene.ts";
import type { Finding } from "./types.ts";

/** Everything about one end of a tunnel, from the interface to the last handshake. */
export function checkEnd(scene: Scene, end: TunnelEnd): Finding[] {
  const { wireguard, links } = scene.host(end.host);
  const subject = `${end.host} ${end.interface}`;
  const absent = `${end.host} has no interface ${end.interface}`;
  const link = within(links, (all) => all.links.find(({ name }) => name === end.interface), absent);
  const wg = within(wireguard, (all) => all.interfaces.find(({ name }) => name === end.interface), absent);
  const peer = within(
    wg,
    ({ peers: [one, ...more] }) => (more.length === 0 ? one : undefined),
    `${subject} has not one peer`,
  );
  return [...checkInterface(scene, end, link, wg), checkAllowedIps(end, peer), ...checkPeer(scene, end, peer)];
}

function checkInterface(scene: Scene, end: TunnelEnd, link: Seen<Link>, wg: Seen<WgInterface>): Finding[] {
  const subject = `${end.host} ${end.interface}`;
  return [
    examine({
      id: "underlay.address",
      subject,
      expected: `up, ${end.address}`,
      facts: link,
      judge({ up, addresses }) {
        const own = addresses.filter(({ family }) => family === "inet").map((one) => one.address);
        const seen = `${up ? "up" : "down"}, ${own.join(", ") || "no address"}`;
        return { good: up && own.length === 1 && own[0] === end.address, seen };
      },
      mend: `on ${end.host}: Address = ${end.address} in /etc/wireguard/${end.interface}.conf, then \`wg-quick down ${end.interface}\` and up`,
    }),
    checkMtu(scene, end, link),
    examine({
      id: "underlay.port",
      subject,
      expected: String(end.listenPort),
      facts: wg,
      judge: ({ listenPort }) => ({ good: listenPort === end.listenPort, seen: String(listenPort) }),
      mend: bringIn(end, `ListenPort = ${end.listenPort}`),
    }),
  ];
}

/** The reference leaves the MTU to WireGuard, which takes it from the interface below: that both ends agree is all it promises. */
function checkMtu({ plan, host }: Scene, end: TunnelEnd, facts: Seen<Link>): Finding {
  const who = end.peer.hosts.join(" and ");
  const others = end.peer.hosts.flatMap((name) => {
    const { links } = host(name);
    return "seen" in links ? (links.seen.links.find((one) => one.name === end.peer.interface)?.mtu ?? []) : [];
  });
  const wanted = plan.profile === "reference" ? others[0] : plan.mtu;
  return examine({
    id: "underlay.mtu",
    subject: `${end.host} ${end.interface}`,
    expected:
      plan.profile === "reference" ? `as at ${who}${wanted === undefined ? "" : `, ${wanted}`}` : String(wanted),
    facts: wanted === undefined ? { unseen: `the MTU of ${end.peer.interface} at ${who} is not known` } : facts,
    judge: ({ mtu }) => ({ good: mtu === wanted, seen: String(mtu) }),
    mend: `on ${end.host}: MTU = ${plan.mtu} in /etc/wireguard/${end.interface}.conf, then \`ip link set ${end.interface} mtu ${plan.mtu}\`: what fits one end only is lost without a word`,
  });
}

function checkAllowedIps(end: TunnelEnd, facts: Seen<WgPeer>): Finding {
  const expected = end.allowedIps.join(", ");
  return examine({
    id: "underlay.allowed-ips",
    subject: `${end.host} ${end.interface}`,
    expected,
    facts,
    judge: ({ allowedIps }) => sameSet(end.allowedIps, allowedIps),
    mend: `${bringIn(end, `AllowedIPs = ${expected}`)}: WireGuard drops what they do not name, whatever BGP says`,
  });
}
