import type { AttachedLab } from "../lab/index.ts";
import type { WanPlan } from "../plan/index.ts";
import type { NetworkFacts, Seen } from "../verify/index.ts";

/** What the hosts of a laboratory tell about themselves. */
export interface LabHosts {
  /** What the laboratory was built from. */
  plan: WanPlan;
  /** Tunnels and sessions of a hub. */
  network(hub: string | undefined): Promise<Seen<NetworkFacts>>;
  /** Of the plan that a hub was configured from, by its agent's settings. */
  planHash(hub: string): Promise<Seen<string>>;
}

const ASK_LIMIT_MS = 5_000;
const AGENT_SETTINGS = "/etc/hubshift/agent.json";

/** The hosts of the laboratory `name`. Throws `lab-not-up`. */
export async function hostsOf(name: string): Promise<LabHosts> {
  const { attachLab } = await import("../lab/index.ts");
  const lab = await attachLab(name);
  const [plan, { hosts }] = await Promise.all([lab.plan(), lab.status()]);

  async function ask(host: string, argv: readonly string[]): Promise<Seen<string>> {
    const state = hosts.find((known) => known.name === host)?.state;
    return state === "up" ? answerOf(lab, host, argv) : { unseen: `${host} is ${state ?? "not in the laboratory"}` };
  }

  return {
    plan,
    async network(hub) {
      const hubPlan = plan.hubs.find((known) => known.name === hub);
      if (!hubPlan) return { unseen: "no hub holds the address" };
      const [wireguard, bgp] = await Promise.all([
        ask(hubPlan.name, ["wg", "show", "all", "dump"]),
        ask(hubPlan.name, ["vtysh", "-c", "show ip bgp summary json"]),
      ]);
      if ("unseen" in wireguard) return wireguard;
      if ("unseen" in bgp) return bgp;
      const { parseBgpSummary, parseWgDump } = await import("../observe/index.ts");
      const { networkFacts } = await import("../verify/index.ts");
      return { seen: networkFacts(hubPlan, parseWgDump(wireguard.seen).facts, parseBgpSummary(bgp.seen).facts) };
    },
    async planHash(hub) {
      if (!plan.hubs.find(({ name }) => name === hub)?.link)
        return { unseen: `${hub} has no agent that knows its plan` };
      const settings = await ask(hub, ["cat", AGENT_SETTINGS]);
      if ("unseen" in settings) return settings;
      return { seen: String((JSON.parse(settings.seen) as { planHash?: unknown }).planHash) };
    },
  };
}

/** What a command prints. What it prints may hold keys: only that it failed is told, and by which status. */
async function answerOf(lab: AttachedLab, host: string, argv: readonly string[]): Promise<Seen<string>> {
  const { code, stdout, timedOut } = await lab.run(host, argv, { timeoutMs: ASK_LIMIT_MS });
  if (timedOut) return { unseen: `${host} does not answer (${argv[0]})` };
  return code === 0 ? { seen: stdout } : { unseen: `${argv[0]} on ${host} ended with status ${code}` };
}
