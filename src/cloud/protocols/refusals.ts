import { AwsError } from "../core/error.ts";
import type { ServiceModel } from "./models.ts";

/** Why a request is not carried out for whoever sent it. */
export type Refusal = "unsigned" | "unknown-key" | "signature" | "expired-token" | "skewed" | "denied";

type Words = Readonly<Record<Refusal, readonly [code: string, status: number, message: string]>>;

const MISMATCH =
  "The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.";
const INVALID_TOKEN = "The security token included in the request is invalid.";
const EXPIRED_TOKEN = "The security token included in the request is expired";

/** The query protocol's: https://docs.aws.amazon.com/IAM/latest/APIReference/CommonErrors.html */
const query: Words = {
  unsigned: ["MissingAuthenticationToken", 403, "Request is missing Authentication Token"],
  "unknown-key": ["InvalidClientTokenId", 403, "The security token included in the request is invalid."],
  signature: ["SignatureDoesNotMatch", 403, MISMATCH],
  "expired-token": ["ExpiredToken", 403, EXPIRED_TOKEN],
  skewed: ["SignatureDoesNotMatch", 403, "Signature expired"],
  denied: ["AccessDenied", 403, ""],
};

/** EC2 does not tell a wrong key from a wrong signature: https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html */
const NOT_VALIDATED = "AWS was not able to validate the provided access credentials";
const ec2: Words = {
  ...query,
  "unknown-key": ["AuthFailure", 401, NOT_VALIDATED],
  signature: ["AuthFailure", 401, NOT_VALIDATED],
  skewed: ["AuthFailure", 401, NOT_VALIDATED],
  "expired-token": ["RequestExpired", 400, "Request has expired."],
  denied: ["UnauthorizedOperation", 403, "You are not authorized to perform this operation. "],
};

const json: Words = {
  unsigned: ["MissingAuthenticationTokenException", 400, "Missing Authentication Token"],
  "unknown-key": ["UnrecognizedClientException", 400, INVALID_TOKEN],
  signature: ["InvalidSignatureException", 400, MISMATCH],
  "expired-token": ["ExpiredTokenException", 400, EXPIRED_TOKEN],
  skewed: ["InvalidSignatureException", 400, "Signature expired"],
  denied: ["AccessDeniedException", 400, ""],
};

/** As JSON's, all of them 403. */
const restJson = Object.fromEntries(
  Object.entries(json).map(([refusal, [code, , message]]) => [refusal, [code, 403, message]]),
) as unknown as Words;

/** https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html */
const s3: Words = {
  unsigned: ["AccessDenied", 403, "Access Denied"],
  "unknown-key": ["InvalidAccessKeyId", 403, "The AWS Access Key Id you provided does not exist in our records."],
  signature: [
    "SignatureDoesNotMatch",
    403,
    "The request signature we calculated does not match the signature you provided. Check your key and signing method.",
  ],
  "expired-token": ["ExpiredToken", 400, "The provided token has expired."],
  skewed: ["RequestTimeTooSkewed", 403, "The difference between the request time and the current time is too large."],
  denied: ["AccessDenied", 403, ""],
};

/** Services that came from the query protocol keep its codes in JSON. */
const QUERY_CODES = ["monitoring", "sqs"];

function wordsOf({ signingName, family }: ServiceModel): Words {
  if (signingName === "s3") return s3;
  if (family === "ec2Query") return ec2;
  if (family === "awsQuery" || QUERY_CODES.includes(signingName)) return query;
  return family === "awsJson" ? json : restJson;
}

/** AWS's answer, as the service words it; `detail` follows what is said in any case. */
export function refuse(model: ServiceModel, refusal: Refusal, detail = ""): AwsError {
  const [code, status, message] = wordsOf(model)[refusal];
  return new AwsError(code, message + detail, status);
}
