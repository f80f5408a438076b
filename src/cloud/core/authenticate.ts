import type { Signed } from "../protocols/auth.ts";
import type { ServiceModel } from "../protocols/models.ts";
import { refuse } from "../protocols/refusals.ts";
import { createSignatureCheck } from "../protocols/sigv4.ts";
import type { WireRequest } from "../protocols/types.ts";
import type { CloudContext, Credential } from "./types.ts";

/** How far a client's clock may be off, ms; S3 is more patient. */
const SKEW_MS = 5 * 60_000;
const S3_SKEW_MS = 15 * 60_000;

/** Who sent the request. Throws the service's own error when the signature does not prove it. */
export type Authenticate = (request: WireRequest, signed: Signed | undefined, model: ServiceModel) => Credential;

/** `credentialOf` finds what belongs to an access key. */
export function createAuthenticate(
  ctx: CloudContext,
  credentialOf: (accessKeyId: string) => Credential | undefined,
): Authenticate {
  const check = createSignatureCheck();
  return (request, signed, model) => {
    if (!signed) throw refuse(model, "unsigned");
    const credential = credentialOf(signed.accessKeyId);
    if (!credential && ctx.deviates("any-access-key"))
      return { arn: `arn:aws:iam::${ctx.accountId}:root`, secretAccessKey: "" };
    if (!credential || credential.sessionToken !== signed.sessionToken) throw refuse(model, "unknown-key");
    if (!check(request, signed, credential.secretAccessKey)) throw refuse(model, "signature");
    if (isSkewed(signed, ctx.now()) && !ctx.deviates("any-time")) throw refuse(model, "skewed");
    if (credential.expires !== undefined && credential.expires <= ctx.now()) throw refuse(model, "expired-token");
    return credential;
  };
}

/** `20261122T130000Z` */
function timeOf(timestamp: string): number {
  const [, year, month, day, hour, minute, second] = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(timestamp) ?? [];
  return Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
}

/** Whether a signature is too old to be believed, or from the future. */
function isSkewed({ timestamp, date, signingName }: Signed, now: number): boolean {
  const at = timeOf(timestamp);
  if (Number.isNaN(at) || !timestamp.startsWith(date)) return true;
  const skew = signingName === "s3" ? S3_SKEW_MS : SKEW_MS;
  return Math.abs(at - now) > skew;
}
