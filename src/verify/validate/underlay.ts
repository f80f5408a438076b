import { checkEnd } from "./end-checks.ts";
import { tunnelEnds } from "./ends.ts";
import { examine } from "./finding.ts";
import { judgePing } from "./ping.ts";
import type { Scene } from "./scene.ts";
import type { Finding } from "./types.ts";

/** Tunnels: both ends of each as planned, alive, and passing packets. */
export function checkUnderlay(scene: Scene): Finding[] {
  return [...tunnelEnds(scene).flatMap((end) => checkEnd(scene, end)), ...checkPassage(scene)];
}

/** Packets cross each tunnel that carries traffic, whatever the routes are: between the addresses of the tunnel itself. */
function checkPassage({ plan, host }: Scene): Finding[] {
  const { name, link } = plan.hubs[0];
  const fromHub = link ? [{ from: name, by: link.interface, to: link.peerAddress, port: link.listenPort }] : [];
  const fromSites = plan.sites.map(({ name: from, tunnel }) => ({
    from,
    by: tunnel.interface,
    to: tunnel.peerAddress,
    port: tunnel.endpointPort,
  }));
  return [...fromHub, ...fromSites].map(({ from, by, to, port }) =>
    examine({
      id: "underlay.passage",
      subject: `${from} ${by} to ${to}`,
      expected: "nothing lost",
      facts: host(from).ping(to),
      judge: judgePing,
      mend: `see whether UDP port ${port} of the hub can be reached from ${from} (security group, NAT, firewalls on the way), then compare keys and AllowedIPs of both ends`,
    }),
  );
}
