import { createRunner } from "../../../src/system/index.ts";

/** A WAN in network namespaces, made by hand, for the hub agent alone: no LocalCloud, no rendered files. */
export const ELASTIC = "203.0.113.10";
export const OTHER = "203.0.113.12";
export const PRIVATE = { hub1: "172.31.77.50", hub2: "172.31.67.250" } as const;
export const LINK = { hub1: "10.100.0.1", hub2: "10.100.0.2" } as const;
export const SITES = [1, 2, 3];
export const SUITE = ["zebra", "bgpd", "bfdd"];

export type Hub = keyof typeof PRIVATE;
export const other = (hub: Hub): Hub => (hub === "hub1" ? "hub2" : "hub1");

export const runner = createRunner();
const prefix = `ag${process.pid}`;
export const ns = (node: string) => `${prefix}-${node}`;

export async function must(argv: readonly string[], input?: string): Promise<string> {
  const result = await runner.run(argv, { input });
  if (result.code !== 0) throw new Error(`${argv.join(" ")}: ${result.stderr}`);
  return result.stdout;
}
export const sh = (script: string) => must(["sh", "-ec", script]);

/** The hosts' namespaces, the Internet between them with a router that rewrites source ports, and the cloud's edge. */
export async function makeNetwork(): Promise<void> {
  for (const node of ["inet", "aws", "hub1", "hub2", ...SITES.map((i) => `site${i}`)]) {
    await sh(`ip netns add ${ns(node)}; ip -n ${ns(node)} link set lo up
      ip netns exec ${ns(node)} sysctl -qw net.ipv4.ip_forward=1 net.ipv4.conf.all.rp_filter=0 \
        net.ipv4.conf.default.rp_filter=0 net.ipv4.conf.all.send_redirects=0 net.ipv4.conf.default.send_redirects=0`);
  }
  const [inet, aws] = [ns("inet"), ns("aws")];
  await sh(`ip link add core netns ${inet} type veth peer name core netns ${aws}
    ip -n ${inet} addr add 100.64.0.1/30 dev core; ip -n ${aws} addr add 100.64.0.2/30 dev core
    ip -n ${inet} link set core up; ip -n ${aws} link set core up
    ip -n ${inet} route add 203.0.113.0/24 via 100.64.0.2; ip -n ${aws} route add 198.51.100.0/24 via 100.64.0.1`);
  await cable("hub1", PRIVATE.hub1, "172.31.77.1", "aws");
  await cable("hub2", PRIVATE.hub2, "172.31.67.1", "aws");
  for (const i of SITES) {
    await cable(`site${i}`, `192.168.${i}.2`, `192.168.${i}.1`, "inet");
    await sh(`ip -n ${inet} addr add 198.51.100.${i}/32 dev lo`);
  }
  const rewrite = SITES.map((i) => `ip saddr 192.168.${i}.2 meta l4proto udp snat to 198.51.100.${i}:42000-46000\n`);
  await nft(
    "inet",
    `table ip n { chain p { type nat hook postrouting priority 100; policy accept;\n${rewrite.join("")}}\n}\n`,
  );
}

async function cable(node: string, address: string, gateway: string, router: string): Promise<void> {
  await sh(`ip link add v-${node} netns ${ns(router)} type veth peer name eth0 netns ${ns(node)}
    ip -n ${ns(router)} addr add ${gateway}/24 dev v-${node}; ip -n ${ns(router)} link set v-${node} up
    ip -n ${ns(node)} addr add ${address}/24 dev eth0; ip -n ${ns(node)} link set eth0 up
    ip -n ${ns(node)} route add default via ${gateway}`);
}

export const nft = (node: string, rules: string) => must(["ip", "netns", "exec", ns(node), "nft", "-f", "-"], rules);

/** Stateless 1:1 mapping, as the real one; hubs reach public addresses, their own too, from outside. */
export const mapping = (holder: Hub) => {
  const [h, o] = [PRIVATE[holder], PRIVATE[other(holder)]];
  const out = (from: string, to: string) =>
    `iifname { v-hub1, v-hub2 } ip saddr ${from} ip daddr { 198.51.100.0/24, 203.0.113.0/24 } ip saddr set ${to}\n`;
  return `table ip eip\ndelete table ip eip\ntable ip eip { chain pre { type filter hook prerouting priority -310; policy accept;
    ${out(h, ELASTIC)}${out(o, OTHER)}ip daddr ${ELASTIC} ip daddr set ${h} notrack
    ip daddr ${OTHER} ip daddr set ${o} notrack\n}\n}\n`;
};

export async function killAll(node: string): Promise<void> {
  const pids = `ip netns pids ${ns(node)}`;
  await sh(`${pids} | xargs -r kill -9; while [ -n "$(${pids})" ]; do sleep 0.01; done`);
}

export const HOSTS = ["hub1", "hub2", ...SITES.map((i) => `site${i}`)];

export async function removeNetwork(): Promise<void> {
  for (const node of HOSTS) await killAll(node);
  for (const node of [...HOSTS, "inet", "aws"]) await sh(`ip netns del ${ns(node)}`);
}

/** Cuts the private way between the hubs; the way from outside stays. */
export async function cutLink(on: boolean): Promise<void> {
  const drop = (from: Hub) =>
    `iifname v-${from} oifname v-${other(from)} ip saddr ${PRIVATE[from]} ip daddr ${PRIVATE[other(from)]} drop\n`;
  const cut = `table ip cut { chain f { type filter hook forward priority 0; ${drop("hub1")}${drop("hub2")}}\n}\n`;
  await nft("aws", on ? cut : "delete table ip cut\n");
}

/** Cuts a hub off from every public address; the private way to its peer stays. */
export async function cutWan(hub: Hub, on: boolean): Promise<void> {
  const drop = ["203.0.113.0/24", "198.51.100.0/24"].map((to) => `iifname v-${hub} ip daddr ${to} drop\n`).join("");
  const cut = `table ip wan { chain p { type filter hook prerouting priority -400; ${drop}}
    chain f { type filter hook forward priority 0; iifname core oifname v-${hub} drop\n}\n}\n`;
  await nft("aws", on ? cut : "delete table ip wan\n");
}
