import type { JournalEntry } from "../cloud/index.ts";
import type { WanPlan } from "../plan/index.ts";
import type { Running, RunOptions, RunResult, SpawnOptions } from "../system/index.ts";

export type HostKind = "hub" | "site";

export interface LabOptions {
  /** Names the lab among those on this machine. */
  name: string;
  plan: WanPlan;
  cloud: "instant" | "aws";
  /** Each step as it begins and ends, for a person who waits. */
  onProgress?: (step: string) => void;
  onJournal?: (entry: JournalEntry) => void;
  signal?: AbortSignal;
}

/** A running laboratory: the WAN's hosts as namespaces, the fabric between them, and a LocalCloud that holds the stack. */
export interface Lab {
  readonly name: string;
  /** With the address that LocalCloud allocated. */
  readonly plan: WanPlan;
  readonly cloudUrl: string;
  readonly journal: readonly JournalEntry[];
  /** Instance IDs of the hubs by name. */
  readonly instances: Readonly<Record<string, string>>;
  readonly allocationId: string;
  hosts(): readonly HostStatus[];
  /** Runs a command in a host as on the machine itself. */
  run(host: string, argv: readonly string[], options?: RunOptions): Promise<RunResult>;
  spawn(host: string, argv: readonly string[], options?: SpawnOptions): Running;
  /** Through EC2 for a hub, at the power switch for a site. */
  stop(host: string): Promise<void>;
  start(host: string): Promise<void>;
  /** Resolves when every BGP session of the running hosts that hold or reach the address is Established; says how long it took. */
  waitEstablished(timeoutMs: number): Promise<{ established: boolean; durationMs: number }>;
  /** Takes everything away: processes, namespaces, interfaces, files. May be called again. */
  down(): Promise<void>;
}

export interface HostStatus {
  name: string;
  kind: HostKind;
  /** Process ID of the host's pid 1 as this machine sees it; undefined when it is off. */
  pid: number | undefined;
  state: "off" | "booting" | "up";
}

/** What a laboratory in another process tells about itself. */
export interface LabStatus {
  name: string;
  wan: string;
  region: string;
  cloud: "instant" | "aws";
  cloudUrl: string;
  allocationId: string;
  hubAddress: string;
  instances: Readonly<Record<string, string>>;
  supervisorPid: number;
  hosts: readonly HostStatus[];
}

/** A laboratory in another process. */
export interface AttachedLab {
  readonly name: string;
  status(): Promise<LabStatus>;
  /** Runs a command in a host on this terminal, as on the machine itself; resolves to its exit status. */
  exec(host: string, argv: readonly string[]): Promise<number>;
  /** The file with what the host said while it booted and stopped. */
  consoleFile(host: string): Promise<string>;
  stop(host: string): Promise<void>;
  start(host: string): Promise<void>;
}
