import type { JournalEntry } from "../cloud/index.ts";
import type { LabDataPlane } from "./data-plane.ts";

/** What a deploy has made of the WAN in the laboratory's cloud. */
export interface Deployed {
  allocationId: string;
  /** The Elastic IP. */
  hubAddress: string;
}

export interface DeployWatchOptions {
  /** Names of the hubs. */
  hubs: readonly string[];
  instanceOf: LabDataPlane["instanceOf"];
  /** A hub got an Elastic IP that the WAN did not have before. */
  onDeployed(deployed: Deployed): void;
  /** The last hub is terminated. */
  onDestroyed(): void;
}

/** Who deploys does not tell the laboratory: it learns from its cloud what has been made of the WAN, and by whatever tool. */
export interface DeployWatch {
  see(entry: JournalEntry): void;
  /** Undefined while nothing is deployed. */
  deployed(): Deployed | undefined;
}

export function createDeployWatch({ hubs, instanceOf, onDeployed, onDestroyed }: DeployWatchOptions): DeployWatch {
  let deployed: Deployed | undefined;
  const terminated = new Set<unknown>();
  const isHub = (instanceId: unknown) => hubs.some((name) => instanceOf(name)?.instanceId === instanceId);

  function associated({ allocationId, publicIp, instanceId }: JournalEntry["detail"]): void {
    if (!isHub(instanceId) || allocationId === deployed?.allocationId) return;
    deployed = { allocationId: String(allocationId), hubAddress: String(publicIp) };
    onDeployed(deployed);
  }

  function ended({ instanceId }: JournalEntry["detail"]): void {
    terminated.add(instanceId);
    const left = hubs.flatMap((name) => instanceOf(name) ?? []).filter((hub) => !terminated.has(hub.instanceId));
    if (left.length > 0 || !deployed) return;
    deployed = undefined;
    onDestroyed();
  }

  return {
    see({ kind, detail }) {
      if (kind === "associate-effective" && detail.instanceId !== undefined) associated(detail);
      if (kind === "instance-state" && detail.state === "terminated") ended(detail);
    },
    deployed: () => deployed,
  };
}
