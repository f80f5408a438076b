import { createCipheriv, createHash, randomBytes } from "node:crypto";
import type { ParameterTier, ParameterType } from "@aws-sdk/client-ssm";
import { AwsError } from "../../core/error.ts";
import type { CloudContext } from "../../core/types.ts";
import { TagStore } from "../shared/tags.ts";
import type { StoredCommand } from "./commands.ts";

export interface StoredParameter {
  name: string;
  type: ParameterType;
  value: string;
  version: number;
  modified: Date;
  description: string | undefined;
  /** Of a SecureString. */
  keyId: string | undefined;
  tier: ParameterTier;
  allowedPattern: string | undefined;
}

export interface SsmState {
  ctx: CloudContext;
  /** By name: the account's own. */
  parameters: Map<string, StoredParameter>;
  /** By name. */
  tags: TagStore;
  /** By ID. */
  commands: Map<string, StoredCommand>;
  /** What keeps secure strings from whoever reads them without decryption. */
  key: Buffer;
}

export const createState = (ctx: CloudContext): SsmState => ({
  ctx,
  parameters: new Map(),
  tags: new TagStore(),
  commands: new Map(),
  key: randomBytes(32),
});

const PUBLISHED = new Date("2024-01-01T00:00:00Z");

/** What AWS publishes for everybody: machine images, each with an ID that stays the same. */
function publicParameter(name: string): StoredParameter | undefined {
  if (!name.startsWith("/aws/service/")) return undefined;
  return {
    name,
    type: "String",
    value: `ami-${createHash("sha256").update(name).digest("hex").slice(0, 17)}`,
    version: 1,
    modified: PUBLISHED,
    description: undefined,
    keyId: undefined,
    tier: "Standard",
    allowedPattern: undefined,
  };
}

/** By name, by `name:version`, or by ARN. */
export function find(state: SsmState, reference: string): StoredParameter | undefined {
  const name = reference.startsWith("arn:") ? reference.slice(reference.indexOf(":parameter") + 10) : reference;
  const [plain = "", version] = name.split(":", 2);
  const found = state.parameters.get(plain) ?? state.parameters.get(plain.slice(1)) ?? publicParameter(plain);
  return version === undefined || Number(version) === found?.version ? found : undefined;
}

/** Throws ParameterNotFound. */
export function requireOwn({ parameters }: SsmState, name: string): StoredParameter {
  const found = parameters.get(name);
  if (found) return found;
  throw new AwsError("ParameterNotFound", `Parameter ${name} not found.`);
}

/** A path's slash is the ARN's own; a public parameter belongs to no account. */
export function parameterArn({ region, accountId }: CloudContext, name: string): string {
  const account = name.startsWith("/aws/service/") ? "" : accountId;
  return `arn:aws:ssm:${region}:${account}:parameter/${name.replace(/^\//, "")}`;
}

/** What a SecureString looks like to whoever does not ask for its decryption. */
export function encrypted({ key }: SsmState, value: string): string {
  const iv = randomBytes(12);
  const cipher = createCipheriv("aes-256-gcm", key, iv);
  return Buffer.concat([iv, cipher.update(value, "utf8"), cipher.final(), cipher.getAuthTag()]).toString("base64");
}
