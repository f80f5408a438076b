import type { AccessKey, CloudFault, InjectedFault, JournalEntry } from "../cloud/index.ts";
import type { WanPlan } from "../plan/index.ts";
import type { Running, RunOptions, RunResult, SpawnOptions } from "../system/index.ts";

/** `lan`: a host in one of a site's networks, named `SITE-LAN1`, `SITE-LAN2` ... in the order of the networks. */
export type HostKind = "hub" | "site" | "lan";

export interface LabOptions {
  /** Names the lab among those on this machine. */
  name: string;
  plan: WanPlan;
  cloud: "instant" | "aws";
  /** Deploys nothing: whoever uses the laboratory does so, to the cloud that it comes with. */
  bare?: boolean | undefined;
  /** Folder with the WAN's key ring. Without it the laboratory has keys of its own, which nobody else knows. */
  keysFolder?: string | undefined;
  /** Each step as it begins and ends, for a person who waits. */
  onProgress?: (step: string) => void;
  onJournal?: (entry: JournalEntry) => void;
  signal?: AbortSignal;
}

/** A running laboratory: the WAN's hosts as namespaces, the fabric between them, and a LocalCloud that holds the stack. */
export interface Lab {
  readonly name: string;
  readonly cloud: LabOptions["cloud"];
  readonly keysFolder: LabOptions["keysFolder"];
  /** With the address that LocalCloud allocated, once somebody has deployed the WAN. */
  readonly plan: WanPlan;
  readonly cloudUrl: string;
  /** The access key of the cloud's root user. */
  readonly credentials: AccessKey;
  /** The CloudFormation template that the cloud was given; undefined while nothing is deployed. */
  template(): Promise<unknown>;
  readonly journal: readonly JournalEntry[];
  /** Hands every later entry of the journal to `reader`; returns what ends it. */
  follow(reader: (entry: JournalEntry) => void): () => void;
  /** Whether somebody has deployed the WAN and not destroyed it. */
  isDeployed(): boolean;
  /** Instance IDs of the hubs by name; empty while nothing is deployed. */
  readonly instances: Readonly<Record<string, string>>;
  /** Of the Elastic IP. Throws `lab-not-deployed`. */
  readonly allocationId: string;
  hosts(): readonly HostStatus[];
  /** Runs a command in a host as on the machine itself. */
  run(host: string, argv: readonly string[], options?: RunOptions): Promise<RunResult>;
  spawn(host: string, argv: readonly string[], options?: SpawnOptions): Running;
  /** Through EC2 for a hub, at the power switch for the others. */
  stop(host: string): Promise<void>;
  /** A hub that EC2 believes to be running although it is off is stopped first, as AWS advises when an instance's host has failed. */
  start(host: string): Promise<void>;
  /**
   * Resolves when every BGP session of the running hosts that hold or reach the address is Established; says how long it took. Throws
   * `lab-not-deployed`.
   */
  waitEstablished(timeoutMs: number): Promise<{ established: boolean; durationMs: number }>;
  /** Resolves when the agents of both hubs say that they are ready, or after `timeoutMs`. Only hubs of a hot standby have agents. */
  waitReady(timeoutMs: number): Promise<{ ready: boolean; durationMs: number }>;
  /** What a hub's agent says about itself; undefined while none answers. */
  agent(hub: string): Promise<AgentStatus | undefined>;
  /** The file with what the host said while it booted and stopped, its agent's log lines included. */
  console(host: string): string;
  readonly faults: Faults;
  /** Takes everything away: processes, namespaces, interfaces, files. May be called again. */
  down(): Promise<void>;
}

/** From an agent's `/state`. */
export interface AgentStatus {
  role: "active" | "standby";
  epoch: number;
  ready: boolean;
  /** What is missing until it is ready. */
  why: readonly string[];
}

/** Something broken on purpose. */
export interface Fault {
  /** When it was in effect, epoch ms. */
  readonly at: number;
  /** Mends it. May be called again: it is done once. What is not mended goes with the laboratory. */
  undo(): Promise<void>;
}

/** A fault of AWS's, which ends by itself when it has happened as often as was ordered. */
export interface CloudFaultInEffect extends Fault {
  readonly injected: InjectedFault;
}

/** Programs that can be killed in a hub or site. */
export type Victim = "wireguard" | "frr" | "agent";

/** What the laboratory can break. Each resolves when it is in effect. */
export interface Faults {
  /** The power goes, without warning. EC2 notices by its status checks only; undo starts the host as `Lab.start` does. */
  cutPower(host: string): Promise<Fault>;
  /** Every process of the host stands still and nothing of it answers, the kernel included. */
  freeze(host: string): Promise<Fault>;
  /**
   * SIGKILL to every process of `victim`. The agent comes back by itself (its unit's Restart); undo brings the others back as an
   * operator would: `wg-quick` for each interface, FRR's init script.
   */
  kill(host: string, victim: Victim): Promise<Fault>;
  /** The kernel of the host forwards no more packets. */
  stopForwarding(host: string): Promise<Fault>;
  /** The VPC carries nothing between the hubs' private addresses; the way round by the Elastic IP stays. */
  cutHubLink(): Promise<Fault>;
  /** Nothing passes the internet gateway from or to the hub, AWS's API included; the VPC's inside stays. */
  cutWan(hub: string): Promise<Fault>;
  /** AWS misbehaves. */
  cloud(fault: CloudFault): Promise<CloudFaultInEffect>;
  /** How it misbehaves now, oldest first: also what somebody ordered of AWS's own endpoint (`/_faults`). */
  inCloud(): readonly InjectedFault[];
}

/** What `lab fault` can order: something in a host, between the hubs, or in AWS. */
export type LabFault =
  | {
      kind: "power-off" | "freeze" | "kill-wireguard" | "kill-frr" | "kill-agent" | "no-forwarding" | "cut-wan";
      host: string;
    }
  | { kind: "cut-hub-link" }
  | CloudFault;

/** A fault that is in effect; `at` is epoch ms. */
export interface LabFaultRecord {
  id: number;
  at: number;
  fault: LabFault;
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
  /** The access key of the cloud's root user. */
  credentials: AccessKey;
  /** This and `hubAddress` are left out while nothing is deployed. */
  allocationId?: string | undefined;
  hubAddress?: string | undefined;
  instances: Readonly<Record<string, string>>;
  /** Where its keys are kept; left out where its hosts alone have them. */
  keysFolder?: string | undefined;
  supervisorPid: number;
  hosts: readonly HostStatus[];
}

export interface TaskOptions {
  onProgress?: (progress: unknown) => void;
  /** Ends the task. */
  signal?: AbortSignal;
}

/** Something that a laboratory's own process can be told to do with it. Order, progress and result are JSON. */
export type Task = (lab: Lab, order: unknown, options: Required<TaskOptions>) => Promise<unknown>;

/** How signals reach this process's work. */
export interface Interruptions {
  /** Aborted by one that nobody takes. */
  signal: AbortSignal;
  /** From now on they are for `heir`, and abort nothing. */
  handSignalsTo(heir: (name: NodeJS.Signals) => void): void;
}

/** A laboratory in another process. */
export interface AttachedLab {
  readonly name: string;
  status(): Promise<LabStatus>;
  /** What it was built from, with the address that its cloud allocated. */
  plan(): Promise<WanPlan>;
  /** Has the laboratory's own process do one of its tasks; `onProgress` gets what the task tells. Throws what the task throws. */
  task(name: string, order: object, options: TaskOptions): Promise<unknown>;
  /** Runs a command in a host as on the machine itself. Throws `lab-host-off`. */
  run(host: string, argv: readonly string[], options?: RunOptions): Promise<RunResult>;
  /** The same on this terminal; resolves to its exit status, 128 + n for signal n. Signals that come meanwhile are for the command. */
  exec(host: string, argv: readonly string[], interruptions?: Interruptions): Promise<number>;
  /** The file with what the host said while it booted and stopped. */
  consoleFile(host: string): Promise<string>;
  stop(host: string): Promise<void>;
  start(host: string): Promise<void>;
  /** Resolves when the fault is in effect. It stays until it is mended. */
  strike(fault: LabFault): Promise<LabFaultRecord>;
  faults(): Promise<LabFaultRecord[]>;
  /** Mends the fault with that number, or all of them; returns what was mended. */
  mend(id?: number): Promise<LabFaultRecord[]>;
}
