import type { BgpPeer, BgpRoute, BgpSummaryFacts } from "../../observe/index.ts";
import type { Seen } from "../types.ts";
import { examine, type Judgement, sameSet, within } from "./finding.ts";
import { checkKernel } from "./kernel.ts";
import type { Scene } from "./scene.ts";
import { type PlannedRoute, type PlannedSession, type Speaker, speakers } from "./speakers.ts";
import type { Finding } from "./types.ts";

/** BGP: its sessions, what came over them, and that it alone routes the overlay. */
export function checkOverlay(scene: Scene): Finding[] {
  return [checkRouterIds(scene), ...speakers(scene).flatMap((speaker) => checkSpeaker(scene, speaker))];
}

/** Two hubs with one router ID cannot have a session with each other, and a site takes the second for the first. */
function checkRouterIds({ plan, host }: Scene): Finding {
  const names = [...plan.hubs, ...plan.sites].map(({ name }) => name);
  const ids = names.map(
    (name): Seen<string> => within(host(name).summary, ({ routerId }) => routerId, `BGP does not run on ${name}`),
  );
  const unseen = ids.find((id) => "unseen" in id);
  const seen = ids.flatMap((id, index) => ("seen" in id ? { id: id.seen, name: names[index] } : []));
  const twice = seen.filter(({ id }, _, all) => all.filter((other) => other.id === id).length > 1);
  return examine({
    id: "overlay.router-ids",
    subject: "all speakers",
    expected: "each its own",
    facts: twice.length === 0 && unseen ? unseen : { seen: twice },
    judge: (same) => ({
      good: same.length === 0,
      seen: same.map(({ id, name }) => `${id} on ${name}`).join(", ") || `${seen.length} different ones`,
    }),
    mend: "give each speaker a `bgp router-id` of its own; the profile hot-standby does",
  });
}

function checkSpeaker(scene: Scene, speaker: Speaker): Finding[] {
  const { name: subject, routes } = speaker;
  const { summary, paths } = scene.host(subject);
  const wanted = routes.map(({ prefix }) => prefix);
  const learned = within(paths, (all) => all.routes.filter(({ prefix }) => !speaker.own.includes(prefix)), "");
  const onEach = (judge: (route: BgpRoute, planned: PlannedRoute) => Judgement) => (found: readonly BgpRoute[]) =>
    everyBest(routes, found, judge);
  return [
    ...speaker.sessions.map((session) => checkSession(speaker, session, summary)),
    examine({
      id: "overlay.prefixes",
      subject,
      expected: wanted.join(", "),
      facts: learned,
      judge: (found) => sameSet(wanted, [...new Set(found.filter(({ valid }) => valid).map(({ prefix }) => prefix))]),
      mend: `compare \`network\` and prefix lists in /etc/frr/frr.conf of ${subject} and its neighbors with what \`hubshift render\` writes, then \`systemctl reload frr\``,
    }),
    examine({
      id: "overlay.next-hop",
      subject,
      expected: "the tunnel of each prefix",
      facts: learned,
      judge: onEach(({ nextHop }, planned) => ({
        good: nextHop === planned.gateway,
        seen: `${planned.prefix} via ${nextHop ?? "itself"}`,
      })),
      mend: `look for a route map or \`next-hop\` in /etc/frr/frr.conf of ${subject} and its neighbors that is not planned`,
    }),
    examine({
      id: "overlay.as-path",
      subject,
      expected: "through the hubs only",
      facts: learned,
      judge: onEach(({ asPath }, planned) => ({
        good: asPath.join(" ") === planned.asPath.join(" "),
        seen: `${planned.prefix} by ${asPath.join(" ")}`,
      })),
      mend: `find who announces it: \`vtysh -c 'show ip bgp'\` on ${subject}`,
    }),
    ...checkKernel(scene, speaker),
    // What is sent on follows from what was learned: it comes after.
    ...speaker.sessions.flatMap((session) => checkSent(speaker, session, summary)),
  ];
}

/** Judges the best path of each planned prefix; names those that are not good, else the first. No path at all is none that is good. */
function everyBest(
  planned: readonly PlannedRoute[],
  found: readonly BgpRoute[],
  judge: (route: BgpRoute, planned: PlannedRoute) => Judgement,
): Judgement {
  const judged = planned.flatMap((one) => {
    const best = found.find(({ prefix, best }) => best && prefix === one.prefix);
    return best ? [judge(best, one)] : [];
  });
  const bad = judged.filter(({ good }) => !good);
  if (judged.length === 0) return { good: false, seen: "no path" };
  return { good: bad.length === 0, seen: (bad.length > 0 ? bad : judged).map(({ seen }) => seen).join(", ") };
}

function peerOf({ name }: Speaker, { address }: PlannedSession, facts: Seen<BgpSummaryFacts>): Seen<BgpPeer> {
  return within(
    facts,
    ({ peers }) => peers.find((one) => one.address === address),
    `${name} has no neighbor ${address}`,
  );
}

function checkSession(speaker: Speaker, session: PlannedSession, facts: Seen<BgpSummaryFacts>): Finding {
  const { name } = speaker;
  return examine({
    id: "overlay.session",
    subject: `${name} to ${session.to}`,
    expected: "Established",
    facts: peerOf(speaker, session, facts),
    judge: ({ state, established }) => ({ good: established, seen: state }),
    mend: `if \`ping ${session.address}\` works on ${name}, look at FRR on both: \`systemctl status frr\`, \`vtysh -c 'show ip bgp neighbors ${session.address}'\``,
  });
}

function checkSent(speaker: Speaker, session: PlannedSession, facts: Seen<BgpSummaryFacts>): Finding[] {
  const { to, sends } = session;
  if (sends === undefined) return [];
  return [
    examine({
      id: "overlay.sent",
      subject: `${speaker.name} to ${to}`,
      expected: `${sends} prefixes`,
      facts: peerOf(speaker, session, facts),
      judge: ({ prefixesSent }) => ({ good: prefixesSent === sends, seen: `${prefixesSent} prefixes` }),
      mend: `compare \`network\` and the outgoing prefix list for ${to} in /etc/frr/frr.conf of ${speaker.name} with what \`hubshift render\` writes`,
    }),
  ];
}
