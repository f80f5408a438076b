import { hubshiftError } from "../../errors/index.ts";
import type { WanPlan } from "../../plan/index.ts";
import type { Reach } from "../../reach/index.ts";
import type { Collection } from "../../verify/index.ts";
import { type DeployedOptions, onAccount } from "../deployed.ts";
import type { Session } from "../session.ts";

export interface WayOptions extends DeployedOptions {
  sshConfig?: string;
  ssm?: boolean;
}

/** How this command line asks the hosts of the WAN. `cloud` is what AWS said of it: there a hub is an instance. */
export async function wayToHosts(
  session: Session,
  options: WayOptions,
  { plan, cloud }: { plan: WanPlan; cloud: Collection["cloud"] },
): Promise<Reach> {
  const own = await ownWay(options);
  if (!options.ssm) return own;
  const { reachEither, reachSsm } = await import("../../reach/index.ts");
  const place = await onAccount(session, { lab: options.lab, plan }, async ({ wan: _, ...account }) => account);
  const hubs = reachSsm({ place, instanceOf: (host) => instanceOf(host, cloud) });
  return reachEither((host) => plan.hubs.some(({ name }) => name === host), hubs, own);
}

/** The laboratory's, else ssh. */
async function ownWay({ lab, sshConfig: configFile }: WayOptions): Promise<Reach> {
  const { reachLab, reachSsh } = await import("../../reach/index.ts");
  if (lab !== undefined) {
    const { attachLab } = await import("../../lab/index.ts");
    return reachLab(await attachLab(lab));
  }
  const { createRunner } = await import("../../system/index.ts");
  return reachSsh(createRunner(), { configFile });
}

/** Throws `host-unreachable` where AWS did not tell. */
function instanceOf(host: string, cloud: Collection["cloud"]): string {
  const hub = "seen" in cloud ? cloud.seen.state.hubs.find(({ name }) => name === host) : undefined;
  if (hub) return hub.instanceId;
  const reason = "unseen" in cloud ? cloud.unseen : "AWS does not know its instance";
  throw hubshiftError("host-unreachable", { host, reason, hint: "`hubshift status` must work first" }, { exitCode: 1 });
}
