import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { build } from "esbuild";
import type { Running } from "../../../src/system/index.ts";
import { TestCloud } from "./cloud.ts";
import { makeKeys } from "./files.ts";
import { Hosts } from "./hosts.ts";
import { type Hub, killAll, makeNetwork, mapping, must, nft, ns, other, removeNetwork, SITES, sh } from "./network.ts";

/** What the tests look at in an agent's `/state`. */
export interface AgentView {
  role: string;
  epoch: number;
  ready: { published?: boolean; why: string[] };
  peer: { path: string; bfd?: boolean };
  sites: Record<string, { dialingSince?: number }>;
}

/** A WAN in network namespaces, made by hand, for the hub agent alone: no LocalCloud, no rendered files. */
export class Fabric {
  readonly cloud = new TestCloud();
  readonly agents: Partial<Record<Hub, Running>> = {};

  private constructor(readonly hosts: Hosts) {}

  static async create(): Promise<Fabric> {
    const root = mkdtempSync(join(tmpdir(), "agent-lab-"));
    await must(["chmod", "755", root]);
    const fabric = new Fabric(new Hosts(root, await makeKeys()));
    await bundleAgent(join(root, "agent.mjs"));
    fabric.cloud.listen(join(root, "cloud.sock"));
    await makeNetwork();
    await nft("aws", mapping("hub1"));
    const { hosts } = fabric;
    await Promise.all([hosts.bootHub("hub1"), hosts.bootHub("hub2"), ...SITES.map((i) => hosts.bootSite(i))]);
    for (const hub of ["hub1", "hub2"] as const) fabric.startAgent(hub);
    return fabric;
  }

  get active(): Hub {
    return this.cloud.holder;
  }

  get standby(): Hub {
    return other(this.cloud.holder);
  }

  startAgent(hub: Hub): void {
    const { root } = this.hosts;
    const argv = [process.execPath, join(root, "agent.mjs"), "--config", join(root, hub, "agent.json")];
    const agent = this.hosts.spawn(hub, argv);
    agent.stderr?.on("data", (chunk: Buffer) => process.stderr.write(`${hub} ${chunk}`));
    agent.stdout?.on("data", (chunk: Buffer) => process.env.AGENT_LOG && process.stderr.write(`${hub} ${chunk}`));
    this.agents[hub] = agent;
  }

  async state(hub: Hub): Promise<AgentView> {
    const ask = ["curl", "-sf", "-m", "1", "http://127.0.0.1:51880/state"];
    return JSON.parse(await must(["ip", "netns", "exec", ns(hub), ...ask]));
  }

  /** Resolves when the agent's state is as `test` wants it. */
  async until(hub: Hub, what: string, test: (state: AgentView) => boolean, timeoutMs = 30_000): Promise<void> {
    const deadline = Date.now() + timeoutMs;
    for (;;) {
      const state = await this.state(hub).catch(() => undefined);
      if (state && test(state)) return;
      if (Date.now() > deadline) throw new Error(`${hub} is not ${what}: ${JSON.stringify(state)}`);
      await sleep(20);
    }
  }

  /** Resolves when the holder serves every site, the other hub is ready, and every site has every route. */
  async settled(): Promise<void> {
    const served = (state: AgentView) => Object.values(state.sites).every((site) => site.dialingSince === undefined);
    await this.until(this.active, "active", (state) => state.role === "active" && served(state));
    await this.until(this.standby, "ready", (state) => state.role === "standby" && state.ready.published === true);
    await this.until(this.standby, "in touch by BFD", (state) => state.peer.bfd === true);
    for (const i of SITES) {
      const routes = `$(ip -n ${ns(`site${i}`)} route show proto bgp | wc -l)`;
      await sh(`timeout 30 sh -c 'until [ ${routes} = ${SITES.length} ]; do sleep 0.05; done'`);
    }
  }

  async powerOff(hub: Hub): Promise<void> {
    await sh(`ip -n ${ns("aws")} link set v-${hub} down`);
    await killAll(hub);
  }

  async powerOn(hub: Hub): Promise<void> {
    await sh(`ip -n ${ns("aws")} link set v-${hub} up`);
    await this.hosts.bootHub(hub);
    this.startAgent(hub);
  }

  /** As when the machine stops: the agent is told so, and ends. Says how long that took. */
  async shutDown(hub: Hub): Promise<number> {
    await this.hosts.run(hub, ["sh", "-c", "mkdir -p /run/hubshift; touch /run/hubshift/shutdown"]);
    const started = Date.now();
    this.agents[hub]?.kill("SIGTERM");
    await this.agents[hub]?.exited;
    const took = Date.now() - started;
    await this.powerOff(hub);
    return took;
  }

  /** Sends a signal to the processes of `node` whose command contains `text`; says how many there were. */
  async signal(node: string, text: string, signal: NodeJS.Signals): Promise<number> {
    const pids = (await must(["ip", "netns", "pids", ns(node)])).split("\n").filter(Boolean).map(Number);
    const hit = pids.filter((pid) => readFileSync(`/proc/${pid}/cmdline`, "utf8").includes(text));
    for (const pid of hit) process.kill(pid, signal);
    return hit.length;
  }

  async down(): Promise<void> {
    this.cloud.close();
    await removeNetwork();
    rmSync(this.hosts.root, { recursive: true, force: true });
  }
}

async function bundleAgent(outfile: string): Promise<void> {
  const require = 'import { createRequire } from "node:module"; const require = createRequire(import.meta.url);';
  await build({
    entryPoints: [join(import.meta.dirname, "entry.ts")],
    bundle: true,
    platform: "node",
    format: "esm",
    target: "node20",
    outfile,
    banner: { js: require },
    logLevel: "error",
  });
}
