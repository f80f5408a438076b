import { z } from "zod";
import type { Entry } from "./moves.ts";
import { type DrillResult, RUN_VERSION } from "./types.ts";
import type { ValidationRecord } from "./validation.ts";

const count = z.int().min(0);
const ms = z.number().min(0);
const window = z
  .object({ from: z.number(), to: z.number() })
  .refine(({ from, to }) => from <= to, "ends before it begins");

const pair = z.object({
  from: z.string(),
  to: z.string(),
  gapMs: ms,
  gap: window,
  lost: count,
  answering: z.boolean(),
});

const phase = z.object({
  window,
  fault: z.string(),
  does: z.string().optional(),
  expected: z.string(),
  target: z.union([z.enum(["lossless", "recover", "silent"]), z.object({ withinMs: ms })]),
  holderBefore: z.string(),
  holderAfter: z.string(),
  moves: count,
  movedBy: z.string().optional(),
  alerts: z.array(z.string()),
  gapMs: z.object({ p50: ms, max: ms }),
  lost: count,
  pairs: z.array(pair).min(1),
  stages: z.object({ detectMs: ms, decideMs: ms, moveMs: ms, handshakeMs: ms, bgpMs: ms }),
});

const check = z.object({
  phase: z.enum(["steady", "failover", "failback", "cloud"]),
  name: z.string(),
  expected: z.string(),
  seen: z.string(),
  failures: z.array(z.string()),
});

const inspection = z.object({ pass: z.boolean(), checks: count, open: z.array(z.string()) });

/** `drill.json`: what a drill concluded. */
export const resultSchema = z.object({
  version: z.literal(RUN_VERSION),
  wan: z.string(),
  mode: z.enum(["reference", "hot-standby", "active-active"]),
  cloud: z.enum(["instant", "aws"]),
  pass: z.boolean(),
  failures: z.array(z.string()),
  checks: z.array(check).min(1),
  steady: z.object({ sent: count, lost: count, silent: z.array(z.string()) }),
  failover: phase,
  failback: phase,
  validation: z.object({ before: inspection, after: inspection }).optional(),
  evidence: z.string(),
  startedAt: z.iso.datetime(),
  convergedMs: ms,
}) satisfies z.ZodType<DrillResult>;

const hub = z.object({
  name: z.string(),
  role: z.string(),
  asn: count,
  loopback: z.string(),
  privateAddress: z.string(),
  tunnels: z.array(z.object({ site: z.string(), peerAddress: z.string() })),
  link: z.object({ peer: z.string(), peerAddress: z.string() }).optional(),
});

const site = z.object({
  name: z.string(),
  asn: count,
  loopback: z.string(),
  tunnel: z.object({ address: z.string(), endpointPort: count }),
});

/** `laboratory.json`: what was drilled, as far as it is read again. */
export const laboratorySchema = z.object({
  plan: z.object({ name: z.string(), hubAddress: z.string(), hubs: z.tuple([hub, hub]), sites: z.array(site).min(1) }),
  instances: z.record(z.string(), z.string()),
});

/** What was drilled: the plan, and the hubs' instance IDs by their names. */
export type Laboratory = z.infer<typeof laboratorySchema>;

/** `journal.json`: what happened in the cloud. */
export const journalSchema = z.array(
  z.object({ at: z.number(), kind: z.string(), detail: z.record(z.string(), z.unknown()) }),
) satisfies z.ZodType<Entry[]>;

const finding = z.object({
  id: z.string(),
  section: z.string(),
  subject: z.string(),
  expected: z.string(),
  seen: z.string(),
  verdict: z.enum(["pass", "fail", "unknown"]),
  todo: z.string().optional(),
  evidence: z.array(z.string()),
});

/** `findings.json`: what a validation found. */
export const validationSchema = z.object({
  wan: z.string(),
  takenAt: z.number(),
  pass: z.boolean(),
  findings: z.array(finding).min(1),
}) satisfies z.ZodType<ValidationRecord>;

/** The version that a file says it has, so that another one is told before anything is missed in it. */
export const versionSchema = z.object({ version: z.unknown().optional() });
