import type { Advice, CloudFacts, Seen } from "../types.ts";

/** In this order: what comes later builds on what comes before, so the first failure is nearest to the cause. */
export const sections = ["underlay", "overlay", "connectivity", "availability", "security", "clocks"] as const;

export type ValidationSection = (typeof sections)[number];

/** One thing that the plan promises, beside what is. */
export interface Finding {
  /** Section and name, such as `underlay.mtu`: the same for every host, and stable. */
  id: `${ValidationSection}.${string}`;
  section: ValidationSection;
  /** What it speaks of: a host, a tunnel's end, a pair, a resource in AWS. */
  subject: string;
  expected: string;
  seen: string;
  /** `unknown`: it could not be seen, or there was nothing to look at. It counts as a failure. */
  verdict: "pass" | "fail" | "unknown";
  /** What to do about it, unless it passes. */
  advice?: Advice | undefined;
}

/** What one command printed on one host, or why there is nothing; times are epoch ms by the collector's clock. */
export interface Capture {
  output: Seen<string>;
  askedAt: number;
  answeredAt: number;
  /** Where it was found, unless a command was run for it. */
  file?: string | undefined;
}

/** By the name of its question, see `questionsFor`. */
export type HostCaptures = ReadonlyMap<string, Capture>;

/** Everything that a WAN is judged by, as it was collected. */
export interface Collection {
  /** Epoch ms. */
  takenAt: number;
  /** By host name. */
  hosts: ReadonlyMap<string, HostCaptures>;
  cloud: Seen<CloudFacts>;
  /** The hubs' instances. */
  instances: Seen<readonly InstanceFacts[]>;
}

/** What EC2 lets through to a hub. */
export interface InstanceFacts {
  hub: string;
  /** EC2 drops what does not come from or go to the instance itself. */
  sourceDestCheck: boolean;
  ingress: readonly IngressFacts[];
}

export interface IngressFacts {
  /** `udp`, `tcp`, ...; `-1` is every protocol. */
  protocol: string;
  /** Undefined for protocols without ports. */
  ports: { from: number; to: number } | undefined;
  /** CIDR, or the ID of a security group or prefix list. */
  source: string;
}

export interface Validation {
  /** There were findings, and all of them pass. */
  pass: boolean;
  /** In the order of `sections`. */
  findings: readonly Finding[];
}
