import type { Packet } from "../../observe/index.ts";
import type { WanPlan } from "../../plan/index.ts";
import { tunnelEnds } from "./ends.ts";
import { examine, type Judgement } from "./finding.ts";
import { insideOf } from "./inside.ts";
import type { Scene } from "./scene.ts";
import type { Finding } from "./types.ts";

/** On every host with a tunnel that carries packets; a standby without a hub link has none. */
export function checkWires(scene: Scene): Finding[] {
  const active = tunnelEnds(scene).filter((end) => end.active);
  return [...new Set(active.map(({ host }) => host))].map((host) => checkWire(scene, host));
}

/** Of the overlay's packets those of WireGuard alone leave the host: none can be read whose both ends belong inside the tunnels. */
function checkWire({ plan, host }: Scene, subject: string): Finding {
  const isInside = insideOf(plan);
  const isTunnel = tunnelPacket(plan, subject);
  return examine({
    id: "security.wire",
    subject,
    expected: "nothing of the overlay but WireGuard",
    facts: host(subject).packets,
    judge({ packets }): Judgement {
      const plain = packets.filter((packet) => !isTunnel(packet) && isInside(packet.from) && isInside(packet.to));
      const tunnels = packets.filter(isTunnel).length;
      const [first] = plain;
      const seen = first
        ? `${plain.length} readable, such as ${first.protocol} ${first.from} to ${first.to}`
        : `${tunnels} of ${packets.length} packets are WireGuard's, none is readable`;
      return { good: plain.length === 0 && tunnels > 0, seen };
    },
    mend: `a packet of the overlay left ${subject} outside its tunnel, or none was sent at all: compare \`ip route\` with what is planned (overlay.kernel-routes)`,
  });
}

/** By the ports of this host: NAT leaves them as they are. */
function tunnelPacket({ hubs, sites, firewall }: WanPlan, host: string): (packet: Packet) => boolean {
  const site = sites.find(({ name }) => name === host);
  const link = hubs.find(({ name }) => name === host)?.link;
  const { from, to } = site ? { from: site.tunnel.listenPort, to: site.tunnel.listenPort } : firewall.wireguardPorts;
  const own = (port: number) => (port >= from && port <= to) || port === link?.listenPort;
  return ({ protocol, ports }) => protocol === "UDP" && ports !== undefined && (own(ports.from) || own(ports.to));
}
