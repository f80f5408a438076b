import { AwsError } from "../core/error.ts";
import type { WireRequest } from "./types.ts";

/** What a request's Signature Version 4 says, before anybody has checked it. */
export interface Signed {
  accessKeyId: string;
  /** `20261122` */
  date: string;
  region: string;
  signingName: string;
  /** Lower case. */
  signedHeaders: readonly string[];
  /** Hexadecimal. */
  signature: string;
  /** `20261122T130000Z` */
  timestamp: string;
  /** That of temporary credentials. */
  sessionToken: string | undefined;
}

/** The parts of a signature as they were found. */
interface Found {
  algorithm: string | undefined;
  credential: string | undefined;
  signedHeaders: string | undefined;
  signature: string | undefined;
  timestamp: string | undefined;
  sessionToken: string | undefined;
}

/**
 * Reads who signs, and for which service, from the Authorization header. undefined: unsigned.
 * Throws IncompleteSignature for a header that is none of SigV4's.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
 */
export function readSignature(request: WireRequest): Signed | undefined {
  const { authorization } = request.headers;
  if (!authorization) return undefined;
  const found = inHeader(request, authorization);
  const { credential, signedHeaders, signature, timestamp } = found;
  // AKID/20261122/eu-west-1/ec2/aws4_request
  const [accessKeyId, date, region, signingName, end, ...more] = credential?.split("/") ?? [];
  const scoped = accessKeyId && date && region && signingName && end === "aws4_request" && more.length === 0;
  if (found.algorithm !== "AWS4-HMAC-SHA256" || !scoped || !signedHeaders || !signature || !timestamp) {
    throw new AwsError("IncompleteSignature", incompleteText(found, authorization), 400);
  }
  const { sessionToken } = found;
  const names = signedHeaders.toLowerCase().split(";");
  return { accessKeyId, date, region, signingName, signedHeaders: names, signature, timestamp, sessionToken };
}

function inHeader({ headers }: WireRequest, authorization: string): Found {
  const part = (name: string) => new RegExp(`\\b${name}=([^,\\s]+)`).exec(authorization)?.[1];
  const text = (name: string) => headers[name] as string | undefined;
  return {
    algorithm: authorization.split(" ")[0],
    credential: part("Credential"),
    signedHeaders: part("SignedHeaders"),
    signature: part("Signature"),
    timestamp: text("x-amz-date"),
    sessionToken: text("x-amz-security-token"),
  };
}

function incompleteText({ credential, signature, signedHeaders, timestamp }: Found, authorization: string): string {
  const parts = Object.entries({ Credential: credential, Signature: signature, SignedHeaders: signedHeaders });
  const missing = parts
    .filter(([, value]) => !value)
    .map(([name]) => `Authorization header requires '${name}' parameter.`);
  if (!timestamp) {
    missing.push("Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header.");
  }
  return `${missing.join(" ")} Authorization=${authorization.split(" ")[0]}`.trim();
}
