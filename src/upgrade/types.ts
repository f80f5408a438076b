import type { Aws, Stacks } from "../aws/index.ts";

export type Role = "primary" | "standby";

/** By role: one hub and the other. */
export type Hubs<T> = Readonly<Record<Role, T>>;

/** A CloudFormation template as parsed JSON, as far as it is looked into. */
export interface Template {
  Parameters?: object;
  Resources: Readonly<Record<string, Resource>>;
}

export interface Resource {
  Type: string;
  Properties?: Readonly<Record<string, unknown>>;
  Metadata?: Readonly<Record<string, unknown>>;
}

/** What a hub's instance is to CloudFormation: as the new template has it, to be stopped or replaced, or removed and not made anew yet. */
export type HubState = "current" | "outdated" | "absent";

/** What the next steps are decided from. */
export interface Situation {
  hubs: Hubs<HubState>;
  /** Who holds the address. */
  holder: Role;
  /** The stack has the address's association with an instance of the primary hub that is gone. */
  stale: boolean;
  /** Something else changes, and no packet is in its way. */
  rest: boolean;
  failback: "when-ready" | "on-running" | "manual";
}

/**
 * One step. Between two of them, and when one fails, a hub that is ready holds the address. `other`: how the template of the step has
 * the other hub, as it is deployed or as it is to be.
 */
export type Step =
  /** No automation moves the address there any more. */
  | { kind: "spare"; hub: Role }
  | { kind: "move"; to: Role }
  /** The hub that has just got the address lives on the other one's routes until each site has a session with it. */
  | { kind: "settle"; hub: Role }
  | { kind: "remove"; hub: Role; other: "deployed" | "wanted" }
  | { kind: "create"; hub: Role; other: "deployed" | "wanted" }
  | { kind: "await-ready"; hub: Role }
  /** The whole template, in which the address's association names the primary hub that holds it. */
  | { kind: "finish" };

/** Where an upgrade takes place, and what it is to come to. */
export interface Place {
  stacks: Stacks;
  aws: Aws;
  stackName: string;
  wanted: Template;
  /** The template's; those left out are as they were. */
  parameters: ReadonlyMap<string, string>;
  failback: Situation["failback"];
}
