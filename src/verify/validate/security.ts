import type { HubPlan, SitePlan, WanPlan } from "../../plan/index.ts";
import { examine, sameSet, within } from "./finding.ts";
import type { Scene } from "./scene.ts";
import type { Finding, IngressFacts } from "./types.ts";
import { checkWires } from "./wire.ts";

/** What may come in, what is passed on, who may read the keys, and what can be read on the way. */
export function checkSecurity(scene: Scene): Finding[] {
  const { hubs, sites } = scene.plan;
  return [
    ...hubs.flatMap((hub) => checkInstance(scene, hub)),
    ...[...hubs, ...sites].flatMap((host) => [
      checkFirewall(scene, host),
      checkForwarding(scene, host.name),
      checkKeys(scene, host.name),
    ]),
    ...checkWires(scene),
  ];
}

/** Security group rules in the words of `Openings`. */
function groupOpenings({ firewall, hubAddress }: WanPlan): string[] {
  const { wireguardPorts, hubPorts, trustedSsh } = firewall;
  return [
    ingress("udp", wireguardPorts, "0.0.0.0/0"),
    ...(hubPorts
      ? [
          ingress("udp", { from: hubPorts.link, to: hubPorts.link }, "0.0.0.0/0"),
          ingress("udp", { from: hubPorts.proof, to: hubPorts.proof }, `${hubAddress}/32`),
        ]
      : []),
    ...trustedSsh.map((source) => ingress("tcp", { from: 22, to: 22 }, source)),
  ];
}

function ingress(protocol: string, ports: IngressFacts["ports"], source: string): string {
  const what = protocol === "-1" ? "everything" : `${protocol}${ports ? ` ${range(ports)}` : ""}`;
  return `${what} from ${source}`;
}

const range = ({ from, to }: { from: number; to: number }): string => (from === to ? String(from) : `${from}-${to}`);

function checkInstance({ plan, collection }: Scene, { name: subject }: HubPlan): Finding[] {
  const facts = within(
    collection.instances,
    (all) => all.find(({ hub }) => hub === subject),
    `EC2 has no instance ${subject}`,
  );
  const wanted = groupOpenings(plan);
  return [
    examine({
      id: "security.group",
      subject,
      expected: wanted.join(", "),
      facts,
      judge: (instance) =>
        sameSet(
          wanted,
          instance.ingress.map((rule) => ingress(rule.protocol, rule.ports, rule.source)),
        ),
      mend: `bring the rules of ${subject}'s security group back to the plan: \`hubshift diff\` shows what it should have, \`aws ec2 revoke-security-group-ingress\` takes away what is too much`,
    }),
    examine({
      id: "security.source-check",
      subject,
      expected: "off",
      facts,
      judge: ({ sourceDestCheck }) => ({ good: !sourceDestCheck, seen: sourceDestCheck ? "on" : "off" }),
      mend: `\`aws ec2 modify-instance-attribute --no-source-dest-check\` for ${subject}: with it EC2 drops what a router passes on`,
    }),
  ];
}

/** What the host's own firewall must let in from the WAN. The reference leaves that to the security group. */
function hostOpenings({ profile, firewall }: WanPlan, host: HubPlan | SitePlan): string[] {
  if (profile === "reference") return ["everything"];
  const ssh = (sources: readonly string[]) => sources.map((source) => `tcp 22 from ${source}`);
  if ("tunnel" in host) return [`udp ${host.tunnel.listenPort}`, ...ssh(host.networks)];
  const { wireguardPorts, hubPorts, trustedSsh } = firewall;
  const own = hubPorts ? [`udp ${hubPorts.proof}`, `udp ${hubPorts.link}`] : [];
  return [`udp ${range(wireguardPorts)}`, ...own, ...ssh(trustedSsh)];
}

function checkFirewall({ plan, host }: Scene, planned: HubPlan | SitePlan): Finding {
  const subject = planned.name;
  const wanted = hostOpenings(plan, planned);
  return examine({
    id: "security.firewall",
    subject,
    expected: wanted.join(", "),
    facts: host(subject).openings,
    judge: (openings) => sameSet(wanted, openings === "everything" ? [openings] : openings),
    mend: `\`nft -f /etc/nftables.conf\` on ${subject} loads the planned rules again; \`hubshift render\` writes them`,
  });
}

function checkForwarding({ host }: Scene, subject: string): Finding {
  const name = "net.ipv4.ip_forward";
  return examine({
    id: "security.forwarding",
    subject,
    expected: `${name} = 1`,
    facts: within(host(subject).sysctl, ({ values }) => values.get(name), `${subject} did not tell ${name}`),
    judge: (value) => ({ good: value === "1", seen: `${name} = ${value}` }),
    mend: `\`sysctl -w ${name}=1\` on ${subject}, and see what in /etc/sysctl.d says otherwise: without it no packet goes from tunnel to tunnel`,
  });
}

const OTHERS = 0o077;

function checkKeys({ host }: Scene, subject: string): Finding {
  return examine({
    id: "security.keys",
    subject,
    expected: "/etc/wireguard for root alone",
    facts: host(subject).modes,
    judge({ files }) {
      const open = files.filter(({ owner, mode }) => owner !== "root" || (mode & OTHERS) !== 0);
      const seen = open.map(({ path, owner, mode }) => `${path} ${mode.toString(8)} ${owner}`).join(", ");
      return { good: open.length === 0 && files.length > 0, seen: seen || `${files.length} files, root alone` };
    },
    mend: `\`chown -R root: /etc/wireguard; chmod -R go= /etc/wireguard\` on ${subject}; a private key that others could read is a new key's occasion`,
  });
}
