/** The machines and the packets behind LocalCloud. The laboratory implements it; without one, instances are names that change state. */
export interface DataPlane {
  /** An instance exists: remember where it sits. Not powered yet. */
  attach(instance: AttachedInstance): Promise<void>;
  /** Gives the machine power. Resolves once it has power, not when it has booted. */
  start(instanceId: string): Promise<void>;
  /** `shutdown` asks the operating system, `power-off` cuts the power. Resolves when the machine is off. May be called when it is off already. */
  stop(instanceId: string, how: "shutdown" | "power-off"): Promise<void>;
  /** From now on packets for `publicIp` go to `target`, and to nobody when it is undefined. Resolves when that is in effect. */
  associate(publicIp: string, target: { instanceId: string; privateIp: string } | undefined): Promise<void>;
  /** The security groups' ingress rules of one instance, all of them, replacing those before. */
  authorize(instanceId: string, rules: readonly IngressRule[]): Promise<void>;
  /** Whether the machine answers: what EC2's instance status check asks. */
  reachable(instanceId: string): Promise<boolean>;
  /**
   * Runs a shell script on the machine as root, as an agent on it does, for `timeoutMs` at most, or until `signal`. Undefined when there is no machine
   * that could.
   */
  run(instanceId: string, script: string, timeoutMs: number, signal: AbortSignal): Promise<ScriptOutcome | undefined>;
}

export interface ScriptOutcome {
  /** Exit status. */
  code: number;
  stdout: string;
  stderr: string;
  timedOut: boolean;
}

export interface AttachedInstance {
  instanceId: string;
  /** The Name tag. */
  name: string;
  privateIp: string;
  subnetCidr: string;
  /** Whether it has user data, which its operating system is to fetch and run. */
  hasUserData: boolean;
}

export interface IngressRule {
  /** IANA name or number; `-1` is every protocol. */
  protocol: string;
  fromPort: number;
  toPort: number;
  cidr: string;
}

/** How long AWS takes for what LocalCloud imitates, ms. */
export interface DelayProfile {
  name: "instant" | "aws";
  /** StartInstances to `running`. */
  pendingMs: number;
  /** `running` to the operating system starting its services: BIOS, kernel, init. */
  bootMs: number;
  /** Powered off to `stopped`. */
  stoppingMs: number;
  /** State change to the event's delivery at a rule's target. */
  eventMs: number;
  /** First invocation in a new execution environment, on top of what the process itself takes. */
  coldStartMs: number;
  /** AssociateAddress answered to packets following it. */
  associateMs: number;
}

/** One thing that happened in LocalCloud, for evidence. `at` is epoch ms with fractions. */
export interface JournalEntry {
  at: number;
  kind:
    | "instance-state"
    | "event"
    | "rule-matched"
    | "invoke-start"
    | "invoke-end"
    | "api-call"
    | "associate-requested"
    | "associate-effective"
    | "alarm-state"
    | "log"
    /** A fault begins or ends, or did something: `detail` has the fault and `phase`, which is `begin`, `hit` or `end`. */
    | "fault"
    | "error";
  detail: Record<string, unknown>;
}

/**
 * Something that AWS does now and then. `operation` is `SERVICE:Operation` as IAM writes actions (`ec2:AssociateAddress`), where `*`
 * stands for any characters. `count` is how often it happens at most; without it until it is cancelled.
 */
export type CloudFault =
  /** Answers with the service's own throttling error. */
  | { kind: "throttle"; operation: string; count?: number }
  /** Answers 500 or 503, and has done nothing. */
  | { kind: "server-error"; operation: string; count?: number }
  /** Does what it is asked after `ms`. */
  | { kind: "delay"; operation: string; ms: number; count?: number }
  /** Does what it is asked, and closes the connection without an answer. */
  | { kind: "lost-answer"; operation: string; count?: number }
  /** A read answers as it did at its first call after the fault began. */
  | { kind: "stale"; operation: string; count?: number }
  /** Events from `source` (`aws.ec2`, `aws.*`) never reach a rule. */
  | { kind: "event-lost"; source: string; count?: number }
  /** They reach the rules twice, the second time after `ms`. */
  | { kind: "event-duplicated"; source: string; ms: number; count?: number }
  /** They come in pairs, the later one first; one that stays alone comes after `ms`. */
  | { kind: "event-reordered"; source: string; ms: number; count?: number }
  /** No function runs: Lambda takes events and keeps them in its queues, and answers whoever waits with its own 500. */
  | { kind: "lambda-outage" };

export interface InjectedFault {
  /** Of one LocalCloud's, counted from 1. */
  readonly id: number;
  /** When it began, epoch ms. */
  readonly at: number;
  readonly fault: CloudFault;
  /** How often it has happened. */
  readonly hits: number;
  /** From now on it happens no more. May be called again. */
  cancel(): void;
}

export interface LocalCloudOptions {
  profile: DelayProfile;
  region: string;
  accountId?: string;
  /** Of the account's root user, in place of `test` and `test`: for clients whose key cannot be chosen. */
  rootCredentials?: AccessKey;
  dataPlane?: DataPlane;
  /** Differs from AWS where moto does, for tests that were written against it: `lenient/deviations.ts` lists how. For no machine's cloud. */
  lenient?: "moto";
  /** Empties the account whenever a test asks for it as moto's do, which `lenient` says too. For no machine's cloud. */
  resettable?: boolean;
  /** Where a function's code is unpacked and run; removed by `close`. */
  workDir: string;
  /** TCP port on 127.0.0.1, 0 for a free one. */
  port?: number;
  /** Path of a Unix socket that is the same endpoint. */
  socket?: string;
  onJournal?: (entry: JournalEntry) => void;
}

export interface LocalCloud {
  /** `http://127.0.0.1:PORT`, one endpoint for every service. */
  readonly url: string;
  readonly journal: readonly JournalEntry[];
  /** What it offers, as IAM writes actions: `ec2:DescribeAddresses`. */
  readonly actions: readonly string[];
  /** The access key of the account's root user, who may do everything. Whoever else calls does so with the credentials of a role. */
  readonly rootCredentials: AccessKey;
  /** Creates what a synthesized template describes. `assetDir` is the folder the template's assets lie in (cdk.out). Resolves when every resource exists. */
  deploy(stackName: string, template: unknown, assetDir: string): Promise<StackOutcome>;
  /** The machine behind an instance went off by itself (power cut, or `poweroff` inside it). */
  poweredOff(instanceId: string): void;
  /** Makes AWS misbehave until the fault is cancelled. Throws RangeError for a fault that cannot be. */
  inject(fault: CloudFault): InjectedFault;
  /** The faults in effect, whoever ordered them, oldest first. */
  faults(): readonly InjectedFault[];
  /** The temporary credentials of the role that an instance has; undefined without a role. */
  instanceCredentials(instanceId: string): InstanceCredentials | undefined;
  /** What the metadata service answers to a request that comes from the instance. Whoever carries its packets asks. */
  metadata(instanceId: string, request: MetadataRequest): MetadataAnswer;
  /** Stops serving, ends functions, timers and processes. May be called again. */
  close(): Promise<void>;
}

export interface MetadataRequest {
  method: string;
  /** With the leading slash. */
  path: string;
  /** Names in lower case. */
  headers: Readonly<Record<string, string | undefined>>;
}

export interface MetadataAnswer {
  status: number;
  headers: Record<string, string>;
  body: string;
}

export interface AccessKey {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

export interface InstanceCredentials extends AccessKey {
  sessionToken: string;
}

export interface StackOutcome {
  /** Logical ID to physical ID. */
  resources: Record<string, string>;
  outputs: Record<string, string>;
}
