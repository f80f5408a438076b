import { AwsError } from "../core/error.ts";
import type { WireRequest } from "./types.ts";

/** What the Signature Version 4 header says. The signature itself is not verified. */
export interface Signed {
  accessKeyId: string;
  region: string;
  signingName: string;
}

/**
 * Reads who signs, and for which service, from the Authorization header or a presigned URL. undefined: unsigned.
 * Throws IncompleteSignature for a header that is none of SigV4's.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
 */
export function readSignature(request: WireRequest): Signed | undefined {
  const header = request.headers.authorization;
  const scope = header ? /\bCredential=([^,\s]+)/.exec(header)?.[1] : request.query.get("X-Amz-Credential");
  if (!header && !scope) return undefined;
  const parts = scope?.split("/") ?? [];
  // AKID/20261122/eu-west-1/ec2/aws4_request; SigV4A signs for a set of regions and leaves the region out.
  const [accessKeyId, , ...rest] = parts;
  const signingName = rest.at(-2);
  if (!accessKeyId || !signingName || rest.at(-1) !== "aws4_request" || (header && !/^AWS4-/.test(header))) {
    throw new AwsError("IncompleteSignature", incompleteText(header ?? ""), 400);
  }
  return { accessKeyId, region: rest.length === 3 ? (rest[0] as string) : "", signingName };
}

function incompleteText(header: string): string {
  const parts = ["Credential", "Signature", "SignedHeaders"].filter((part) => !header.includes(`${part}=`));
  const missing = parts.map((part) => `Authorization header requires '${part}' parameter.`).join(" ");
  return `${missing} Authorization=${header.split(" ")[0]}`.trim();
}

/** AWS's answer to a request that nobody signed. */
export function missingToken(): AwsError {
  return new AwsError("MissingAuthenticationToken", "Request is missing Authentication Token", 403);
}
