import { HubshiftError } from "../../errors/index.ts";
import type { Collection } from "../../verify/index.ts";
import type { DeployedWan } from "../deployed.ts";
import { gatherCloud } from "../status-facts.ts";

type Told = Pick<Collection, "cloud" | "instances">;

/**
 * What AWS, or a laboratory's cloud, says of the WAN that `on` finds. That it says nothing is a finding, not an error: hosts may tell
 * the rest.
 */
export async function collectCloud(
  on: (work: (deployed: DeployedWan) => Promise<Told>) => Promise<Told>,
  signal: AbortSignal,
): Promise<Told> {
  try {
    return await on((deployed) => ask(deployed, signal));
  } catch (error) {
    signal.throwIfAborted();
    if (!(error instanceof HubshiftError)) throw error;
    const nothing = { unseen: error.message };
    return { cloud: nothing, instances: nothing };
  }
}

async function ask(deployed: DeployedWan, signal: AbortSignal): Promise<Told> {
  const { primary, standby } = deployed.resources;
  const { readInstances } = await import("../../aws/index.ts");
  const [cloud, instances] = await Promise.all([
    gatherCloud(deployed, signal),
    readInstances([primary, standby], { ...deployed.place, signal }),
  ]);
  return { cloud: { seen: cloud }, instances: { seen: instances } };
}
