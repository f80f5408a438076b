import type { Deviates } from "../lenient/deviations.ts";
import type { DataPlane, DelayProfile, JournalEntry } from "../types.ts";
import type { Access, AccessTable } from "./access.ts";

/** What every service of LocalCloud works with: who it is, what time it is, and how to tell what happened. */
export interface CloudContext {
  readonly region: string;
  readonly accountId: string;
  readonly profile: DelayProfile;
  readonly dataPlane: DataPlane;
  /** A folder of LocalCloud's own; removed by `close`. */
  readonly workDir: string;
  /** The endpoint that functions and clients use. */
  readonly url: string;
  /** Epoch ms with fractions. */
  now(): number;
  journal(kind: JournalEntry["kind"], detail: Record<string, unknown>): void;
  /** The one place to ask whether to differ from AWS: never, unless somebody asked for it. */
  deviates: Deviates;
  /** Runs `task` after `ms`. Cancelled by `close`; a task that throws is written to the journal. */
  after(ms: number, task: () => void | Promise<void>): { cancel(): void };
  /** An AWS service says on the default event bus that something happened. Reaches the rules after the profile's `eventMs`. */
  emit(event: CloudEventInput): void;
}

/** An event as a service hands it over; EventBridge adds id, account, time and region. */
export interface CloudEventInput {
  source: string;
  "detail-type": string;
  resources: string[];
  detail: Record<string, unknown>;
  time?: Date;
}

/** An access key, and whose it is. */
export interface Credential {
  secretAccessKey: string;
  /** Temporary credentials have one. */
  sessionToken?: string;
  /** Epoch ms. */
  expires?: number | undefined;
  arn: string;
}

/** Who calls, as the request's signature proves. */
export interface Caller {
  accessKeyId: string | undefined;
  arn: string;
  requestId: string;
}

/** One API operation: gets the parsed input, returns the output in the SDK's own shape (`{ Reservations: [...] }`), throws AwsError. */
// biome-ignore lint/suspicious/noExplicitAny: each operation narrows its own input; the schema that parsed it guarantees the shape
export type Operation = (input: any, caller: Caller) => unknown | Promise<unknown>;

export type Protocol = "ec2Query" | "awsQuery" | "awsJson1.0" | "awsJson1.1" | "restJson1";

/** A service as the router sees it. */
export interface Service {
  /** The SigV4 signing name: ec2, sts, events, monitoring, logs, lambda, sqs, sns, ssm, iam, s3, cloudformation. */
  readonly signingName: string;
  readonly operations: Readonly<Record<string, Operation>>;
  /** What an operation needs to be allowed. One that is not here needs the action of its own name on every resource. */
  readonly needs?: AccessTable;
  /** CloudFormation resource types that this service makes. */
  readonly resources?: readonly ResourceProvider[];
  close?(): Promise<void>;
}

export interface CreatedResource {
  /** What `Ref` gives. */
  physicalId: string;
  /** What `Fn::GetAtt` gives. */
  attributes: Record<string, unknown>;
}

// biome-ignore lint/suspicious/noExplicitAny: CloudFormation properties differ by type; each provider validates its own
type Properties = any;

export interface ResourceProvider {
  /** `AWS::EC2::Instance`. */
  readonly type: string;
  /** Properties that AWS cannot change on what exists: another resource takes its place. */
  readonly replaces?: readonly string[];
  /** The roles that the resource gives to services: whoever has it made must be allowed to. */
  passes?(properties: Properties): readonly Access[];
  /** `properties` has every intrinsic resolved. Resolves when the resource is usable, as CloudFormation waits. */
  create(properties: Properties, resource: ResourceRequest): Promise<CreatedResource>;
  /**
   * Changes what exists, whose properties were `before`, and gives what is new of its ID and attributes. A resource without this is
   * replaced whatever changes.
   */
  update?(
    physicalId: string,
    properties: Properties,
    resource: ResourceRequest,
    before: Properties,
  ): Promise<Partial<CreatedResource>>;
  delete?(physicalId: string): Promise<void>;
}

export interface ResourceRequest {
  logicalId: string;
  stackName: string;
  stackId: string;
  /** The stack's. */
  tags: Record<string, string>;
}
