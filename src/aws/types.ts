import type { HubState, InstanceState, LiveState } from "../failover/index.ts";
import type { ReadinessReport } from "./readiness.ts";

export interface AwsOptions {
  /** Default: as the SDK finds it (AWS_REGION). */
  region?: string;
  /** Default: as the SDK finds it (AWS_ENDPOINT_URL), else AWS itself. */
  endpoint?: string;
  /** Default: the SDK's own chain. */
  credentials?: { accessKeyId: string; secretAccessKey: string; sessionToken?: string };
  /** Called with EC2's code each time that it throttles a request, which is then tried again after a pause. */
  onThrottled?: (code: string) => void;
}

/** The resources of one WAN. */
export interface WanResources {
  allocationId: string;
  primary: NamedInstance;
  standby: NamedInstance;
}

/** A WAN as its resources' tags tell it. */
export interface FoundWan extends WanResources {
  /** The CloudFormation stack that they belong to, where one is known. */
  stack: string | undefined;
  /** Whether the hubs have an agent, which says that they are ready. */
  agents: boolean;
}

export interface NamedInstance {
  instanceId: string;
  name: string;
}

export interface AddressReading {
  allocationId: string;
  publicIp: string;
  associationId: string | undefined;
  /** The instance that holds the address; a network interface's ID where no instance is behind it. */
  holder: string | undefined;
  /** When the address moved lately, epoch ms, oldest first. */
  moves: readonly number[];
}

/** What EC2 and its tags say of a hub; its name and role are the plan's. */
export type HubReading = Omit<HubState, "name" | "role">;

/** How a wait ended. */
export interface Waited {
  reached: boolean;
  durationMs: number;
}

export interface WaitOptions {
  timeoutMs: number;
  signal?: AbortSignal;
}

/** What hubshift does in EC2. Reads and writes are retried on throttling and server errors; other errors are the SDK's own. */
export interface Aws {
  /** The same clients, whose calls fail once `signal` is aborted. */
  within(signal: AbortSignal): Aws;
  readAddress(allocationId: string): Promise<AddressReading>;
  /** In the order asked for. Throws when EC2 does not know one of them. */
  readHubs(instanceIds: readonly string[]): Promise<HubReading[]>;
  /** What a failover decision needs, read now. */
  readState(wan: WanResources): Promise<LiveState>;
  /** Gives the address to `instanceId` in one step, whoever holds it. Returns the association's ID. */
  associate(allocationId: string, instanceId: string): Promise<string | undefined>;
  /** Remembers on the address when it moved: epoch ms, oldest first; the latest 16 are kept. */
  recordMoves(allocationId: string, moves: readonly number[]): Promise<void>;
  /** What a hub says about itself, for `readState` to judge. */
  recordReadiness(instanceId: string, report: ReadinessReport): Promise<void>;
  setMaintenance(instanceId: string, on: boolean): Promise<void>;
  startInstance(instanceId: string): Promise<void>;
  stopInstance(instanceId: string, options?: { force?: boolean }): Promise<void>;
  waitForState(instanceId: string, state: InstanceState, options: WaitOptions): Promise<Waited>;
  /** Resolves when the hub's agent says that it is ready. */
  waitForReady(instanceId: string, options: WaitOptions): Promise<Waited>;
  /** Resolves when two readings in a row agree that `instanceId` holds the address: one alone may come from a server that is ahead. */
  waitForHolder(allocationId: string, instanceId: string, options: WaitOptions): Promise<Waited>;
}
