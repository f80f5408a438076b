import { HubshiftError } from "../../errors/index.ts";
import type { WanPlan } from "../../plan/index.ts";
import type { Collection } from "../../verify/index.ts";
import { type DeployedOptions, onDeployed } from "../deployed.ts";
import type { Session } from "../session.ts";
import { gatherCloud } from "../status-facts.ts";

/** What AWS, or a laboratory's cloud, says of the WAN. That it says nothing is a finding, not an error: hosts may tell the rest. */
export async function collectCloud(
  session: Session,
  { lab, plan }: DeployedOptions & { plan: WanPlan },
): Promise<Pick<Collection, "cloud" | "instances">> {
  const { signal } = session.io;
  try {
    return await onDeployed(session, { lab, plan }, async (deployed) => {
      const { primary, standby } = deployed.resources;
      const { readInstances } = await import("../../aws/index.ts");
      const [cloud, instances] = await Promise.all([
        gatherCloud(deployed, signal),
        readInstances([primary, standby], { ...deployed.place, signal }),
      ]);
      return { cloud: { seen: cloud }, instances: { seen: instances } };
    });
  } catch (error) {
    signal.throwIfAborted();
    if (!(error instanceof HubshiftError)) throw error;
    const nothing = { unseen: error.message };
    return { cloud: nothing, instances: nothing };
  }
}
