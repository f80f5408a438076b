import type { SitePlan } from "../../plan/index.ts";
import { examine } from "./finding.ts";
import { judgePing } from "./ping.ts";
import { destinationsOf } from "./questions.ts";
import type { Scene } from "./scene.ts";
import type { Finding } from "./types.ts";

/** Every site reaches the hub and every other site, and by way of the hub. */
export function checkConnectivity(scene: Scene): Finding[] {
  return scene.plan.sites.flatMap((site) =>
    destinationsOf(scene.plan, site).flatMap((to) => [checkReply(scene, site, to), checkPath(scene, site, to)]),
  );
}

function checkReply({ host }: Scene, { name, loopback }: SitePlan, to: string): Finding {
  return examine({
    id: "connectivity.ping",
    subject: `${name} to ${to}`,
    expected: "nothing lost",
    facts: host(name).ping(to),
    judge: judgePing,
    mend: `mend what fails in underlay and overlay first; then \`ping -I ${loopback} ${to}\` on ${name}, and forwarding and firewall of the hub`,
  });
}

function checkPath({ plan, host }: Scene, { name, loopback, tunnel }: SitePlan, to: string): Finding {
  const way = to === plan.hubs[0].loopback ? [to] : [tunnel.peerAddress, to];
  return examine({
    id: "connectivity.path",
    subject: `${name} to ${to}`,
    expected: way.join(", "),
    facts: host(name).trace(to),
    judge({ hops, errors: [error] }) {
      const seen = hops.map(({ probes }) => probes[0]?.address ?? "*").join(", ") || "no hop";
      return { good: seen === way.join(", "), seen: error === undefined ? seen : `${seen} (${error})` };
    },
    mend: `mend what fails in underlay and overlay first; then \`traceroute -n -s ${loopback} ${to}\` on ${name}: its packets go another way than through the hub, or stop there`,
  });
}
