import type { IpRoute } from "../../observe/index.ts";
import { examine, type Judgement } from "./finding.ts";
import { insideOf } from "./inside.ts";
import type { Scene } from "./scene.ts";
import type { PlannedRoute, Speaker } from "./speakers.ts";
import type { Finding } from "./types.ts";

/** The kernel sends where BGP says, and nothing else says where. */
export function checkKernel({ plan, host }: Scene, { name: subject, routes: planned }: Speaker): Finding[] {
  const { routes: facts } = host(subject);
  const isInside = insideOf(plan);
  return [
    examine({
      id: "overlay.kernel-routes",
      subject,
      expected: "each prefix by BGP alone",
      facts,
      judge: ({ routes }) => byBgp(planned, routes),
      mend: `a route that BGP did not make is in its way: with wg-quick, Table = off in the tunnels' files on ${subject} keeps AllowedIPs out of the routing table; otherwise \`ip route del\` it, and see \`vtysh -c 'show ip route'\``,
    }),
    examine({
      id: "overlay.static",
      subject,
      expected: "none",
      facts,
      judge: ({ routes }) => {
        const found = routes.filter((route) => isStatic(route) && isInside(route.destination));
        const seen = found.map(
          ({ destination, nextHops: [hop] }) => `${destination} via ${hop?.gateway ?? hop?.interface}`,
        );
        return {
          good: found.length === 0 && routes.length > 0,
          seen: seen.join(", ") || `none of ${routes.length} routes`,
        };
      },
      mend: `on ${subject}: \`ip route del\` it, and take it out of whatever sets it (\`vtysh -c 'show running-config'\`, /etc/network): a static route stays when its tunnel is gone`,
    }),
  ];
}

/** By its protocol, or set by hand through a gateway; wg-quick's routes go through none. */
function isStatic({ protocol, nextHops }: IpRoute): boolean {
  return protocol === "static" || (protocol === undefined && nextHops.some(({ gateway }) => gateway !== undefined));
}

function byBgp(planned: readonly PlannedRoute[], routes: readonly IpRoute[]): Judgement {
  const wrong = planned.flatMap(({ prefix, gateway, interface: name }) => {
    const found = routes.filter(({ destination }) => destination === prefix);
    if (found.length === 0) return [`${prefix} has no route`];
    const other = found.find(({ protocol }) => protocol !== "bgp");
    if (other) return [`${prefix} by ${other.protocol ?? "hand or wg-quick"} on ${other.nextHops[0]?.interface}`];
    const hops = found.flatMap(({ nextHops }) => nextHops);
    const good = hops.every((hop) => hop.gateway === gateway && hop.interface === name);
    return good ? [] : [`${prefix} via ${hops.map((hop) => `${hop.gateway} ${hop.interface}`).join(" and ")}`];
  });
  return wrong.length > 0
    ? { good: false, seen: wrong.join(", ") }
    : { good: planned.length > 0, seen: `${planned.length} ${planned.length === 1 ? "prefix" : "prefixes"} by BGP` };
}
