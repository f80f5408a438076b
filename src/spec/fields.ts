import { z } from "zod";
import { describeError, type ErrorCode, type ErrorParams } from "../errors/index.ts";
import { isPrivateAsn, PRIVATE_ASNS, reservedBy } from "./asn.ts";
import { nearest } from "./suggest.ts";

type Context = z.core.$RefinementCtx;

/** Refuses a value with an entry of the catalogue. */
export function refuse<C extends ErrorCode>(context: Context, code: C, params: ErrorParams<C>): void {
  context.addIssue({ code: "custom", message: code, params: { code, ...describeError(code, params) } });
}

/** AWS's names hold the hubs' and the WAN's: EventBridge rules and Lambda functions have at most 64 characters. */
const HUB_NAME_MAX = 64 - "Failover-EIP-on--Instance-Stoppage".length;
const WAN_NAME_MAX = 32;
/** RFC 1123: one label of a host name. */
const HOST_NAME_MAX = 63;

function nameProblem(name: string, max: number, firstLetter: boolean): string | undefined {
  if (name === "") return "it is empty";
  if (name.length > max) return `it has ${name.length} characters, and at most ${max} fit into the names made from it`;
  if (/[^A-Za-z0-9-]/.test(name)) return "it has other characters than letters, digits and hyphens";
  if (/^-|-$/.test(name)) return "it begins or ends with a hyphen";
  if (firstLetter && !/^[A-Za-z]/.test(name)) return "it does not begin with a letter";
  return undefined;
}

/** The name with everything else turned into hyphens, cut to fit. */
function correctedName(name: string, max: number): string | undefined {
  const words = name.replace(/[^A-Za-z0-9]+/g, "-").replace(/^[^A-Za-z]+/, "");
  return words.slice(0, max).replace(/-+$/, "") || undefined;
}

function nameField(max: number, firstLetter: boolean, description: string, example: string) {
  return z
    .string()
    .superRefine((name, context) => {
      const problem = nameProblem(name, max, firstLetter);
      if (problem) refuse(context, "bad-name", { found: name, problem, suggestion: correctedName(name, max) });
    })
    .meta({ description, maxLength: max, pattern: "^[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?$", examples: [example] });
}

export const wanName = nameField(
  WAN_NAME_MAX,
  true,
  "Name of the WAN; the stack and the functions are named after it.",
  "dc1",
);
export const hubName = nameField(HUB_NAME_MAX, false, "Host name of the hub.", "DC1-SP1");
export const siteName = nameField(HOST_NAME_MAX, false, "Host name of the site's router.", "SITE1-LF1");

export const asn = z
  .number()
  .superRefine((value, context) => {
    const why = reservedBy(value);
    if (why) refuse(context, "asn-reserved", { asn: value, why });
    else if (!Number.isInteger(value) || value < 0 || value > 4294967295)
      refuse(context, "asn-impossible", { found: value });
    else if (!isPrivateAsn(value)) refuse(context, "asn-public", { asn: value });
  })
  .meta({
    description: "Private AS number (RFC 6996).",
    type: "integer",
    anyOf: PRIVATE_ASNS.map(({ first, last }) => ({ minimum: first, maximum: last })),
    examples: [65101],
  });

/** A whole number of something within limits. */
export function whole(what: string, min: number, max: number, description: string) {
  return z
    .number()
    .superRefine((found, context) => {
      if (Number.isInteger(found) && found >= min && found <= max) return;
      refuse(context, "number-out-of-range", { found, what, min, max });
    })
    .meta({ description, type: "integer", minimum: min, maximum: max });
}

const COMPASS = ["north", "south", "east", "west", "central", "northeast", "northwest", "southeast", "southwest"];
const REGION = new RegExp(`^[a-z]{2,4}(-[a-z]{2,4})?-(${COMPASS.join("|")})-[1-9][0-9]?$`);

/** `us_east1`, `us-east-1a` (a zone) and `us-esat-1` are near misses. */
function nearRegion(found: string): string | undefined {
  const parts = /^([a-z]{2,4}?(?:-[a-z]{2,4})??)-?([a-z]+)-?([1-9][0-9]?)[a-z]?$/.exec(
    found.toLowerCase().replace(/[_ ]/g, "-"),
  );
  const direction = parts?.[2] && nearest(parts[2], COMPASS);
  const region = direction && `${parts[1]}-${direction}-${parts[3]}`;
  return region && REGION.test(region) ? region : undefined;
}

export const region = z
  .string()
  .superRefine((found, context) => {
    if (!REGION.test(found)) refuse(context, "bad-region", { found, suggestion: nearRegion(found) });
  })
  .meta({ description: "AWS region of the hubs.", pattern: REGION.source, examples: ["us-east-1"] });

const INSTANCE_TYPE = /^[a-z][a-z0-9-]*\.[a-z0-9-]+$/;

export const instanceType = z
  .string()
  .superRefine((found, context) => {
    if (!INSTANCE_TYPE.test(found)) refuse(context, "bad-instance-type", { found });
  })
  .meta({ description: "EC2 instance type of both hubs.", pattern: INSTANCE_TYPE.source });

/** As much of RFC 5321 as tells an address from a slip of the pen: Amazon SNS sends a confirmation before anything else. */
const EMAIL = /^[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@([A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z]{2,63}$/;

export const emailAddress = z
  .string()
  .superRefine((found, context) => {
    if (!EMAIL.test(found)) refuse(context, "bad-email", { found });
  })
  .meta({
    description: "Gets an e-mail from each alarm, once it has confirmed that it wants them.",
    pattern: EMAIL.source,
    examples: ["ops@example.net"],
  });

function keyProblem(text: string): string | undefined {
  const bytes = Buffer.from(text, "base64");
  if (!/^[A-Za-z0-9+/]*={0,2}$/.test(text)) return "it has characters that base64 does not use";
  if (bytes.length !== 32) return `it has ${bytes.length} bytes, and a key has 32`;
  return bytes.toString("base64") === text
    ? undefined
    : "its last characters are not what base64 of 32 bytes ends with";
}

export const publicKey = z
  .string()
  .superRefine((text, context) => {
    const problem = keyProblem(text);
    if (problem) refuse(context, "bad-public-key", { problem });
  })
  .meta({
    description: "WireGuard public key, where the site keeps its private key to itself.",
    pattern: "^[A-Za-z0-9+/]{42}[AEIMQUYcgkosw048]=$",
  });
