import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Running } from "../../../src/system/index.ts";
import {
  agentJson,
  HUB_FIREWALL,
  hubFrr,
  hubLinkConf,
  hubTunnelConf,
  type Keys,
  siteFrr,
  siteTunnelConf,
} from "./files.ts";
import { type Hub, LINK, must, nft, ns, runner, SITES, SUITE, sh } from "./network.ts";

/** The machines: each has a `/run` and an `/etc/frr` of its own below `root`, and dies with this process. */
export class Hosts {
  constructor(
    readonly root: string,
    readonly keys: Keys,
  ) {}

  #enter(node: string, argv: readonly string[]): string[] {
    const own = `mount --bind ${this.root}/${node}/run /run; mount --bind ${this.root}/${node}/frr /etc/frr; exec "$@"`;
    const tied = ["setpriv", "--pdeathsig", "KILL", "unshare", "-m", "sh", "-ec", own, "sh"];
    return ["ip", "netns", "exec", ns(node), ...tied, ...argv];
  }

  spawn(node: string, argv: readonly string[]): Running {
    return runner.spawn(this.#enter(node, argv));
  }

  run(node: string, argv: readonly string[]): Promise<string> {
    return must(this.#enter(node, argv));
  }

  async bootHub(hub: Hub): Promise<void> {
    this.#clean(hub);
    await nft(hub, `flush ruleset\n${HUB_FIREWALL}`);
    await Promise.all([
      this.#tunnel(hub, "hub0", hubLinkConf(hub, this.keys), `${LINK[hub]}/30`),
      ...SITES.map((i) => this.#tunnel(hub, `wg${i - 1}`, hubTunnelConf(i, this.keys), `10.100.${i}.1/30`)),
    ]);
    await sh(`ip -n ${ns(hub)} addr replace 172.16.0.1/32 dev lo`);
    await this.#frr(hub, hubFrr(hub));
    writeFileSync(join(this.root, hub, "agent.json"), agentJson(hub, this.keys));
  }

  async bootSite(i: number): Promise<void> {
    this.#clean(`site${i}`);
    await this.#tunnel(`site${i}`, "wg0", siteTunnelConf(i, this.keys), `10.100.${i}.2/30`);
    await sh(`ip -n ${ns(`site${i}`)} addr add 172.16.${i}.1/32 dev lo`);
    await this.#frr(`site${i}`, siteFrr(i));
  }

  #clean(node: string): void {
    rmSync(join(this.root, node), { recursive: true, force: true });
    for (const folder of ["run", "frr"]) mkdirSync(join(this.root, node, folder), { recursive: true });
  }

  async #tunnel(node: string, device: string, conf: string, address: string): Promise<void> {
    const file = join(this.root, node, `${device}.conf`);
    writeFileSync(file, conf, { mode: 0o600 });
    this.#quietly(node, ["wireguard-go", "-f", device]);
    const ready = `until wg show ${device} >/dev/null 2>&1; do sleep 0.02; done`;
    await this.run(node, ["sh", "-ec", `${ready}; wg setconf ${device} ${file}`]);
    await sh(`ip -n ${ns(node)} addr add ${address} dev ${device}; ip -n ${ns(node)} link set ${device} mtu 1420 up`);
  }

  async #frr(node: string, conf: string): Promise<void> {
    const folder = join(this.root, node);
    writeFileSync(join(folder, "frr", "frr.conf"), conf);
    await sh(`cd ${folder}; mkdir run/frr; touch frr/vtysh.conf; chown -R frr:frr run/frr frr`);
    for (const daemon of SUITE) this.#quietly(node, [`/usr/lib/frr/${daemon}`, "-A", "127.0.0.1", "--log", "stdout"]);
    const ready = `for d in ${SUITE.join(" ")}; do until [ -S /run/frr/$d.vty ]; do sleep 0.02; done; done`;
    await this.run(node, ["sh", "-ec", `${ready}; vtysh -b`]);
  }

  #quietly(node: string, argv: readonly string[]): void {
    const { stdout, stderr } = this.spawn(node, argv);
    stdout?.resume();
    stderr?.resume();
  }
}
