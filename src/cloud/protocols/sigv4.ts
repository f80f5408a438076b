import { createHash, createHmac, timingSafeEqual } from "node:crypto";
import type { Signed } from "./auth.ts";
import type { WireRequest } from "./types.ts";

/** Signing keys that are in use: a key is good for one day, one region and one service. */
const KEYS_KEPT = 1_000;

const hmac = (key: string | Buffer, text: string): Buffer => createHmac("sha256", key).update(text).digest();
const sha256 = (data: string | Buffer): string => createHash("sha256").update(data).digest("hex");

/** Checks signatures; remembers the keys, which cost more than the rest. */
export type SignatureCheck = (request: WireRequest, signed: Signed, secretAccessKey: string) => boolean;

/**
 * Signature Version 4 in the Authorization header.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
 */
export function createSignatureCheck(): SignatureCheck {
  const keys = new Map<string, Buffer>();

  function signingKey({ date, region, signingName }: Signed, secret: string): Buffer {
    const name = `${secret}/${date}/${region}/${signingName}`;
    const known = keys.get(name);
    if (known) return known;
    if (keys.size >= KEYS_KEPT) keys.clear();
    const key = [region, signingName, "aws4_request"].reduce(hmac, hmac(`AWS4${secret}`, date));
    keys.set(name, key);
    return key;
  }

  return (request, signed, secret) => {
    const payload = payloadHash(request, signed.signingName);
    if (payload === undefined) return false;
    const scope = `${signed.date}/${signed.region}/${signed.signingName}/aws4_request`;
    const text = `AWS4-HMAC-SHA256\n${signed.timestamp}\n${scope}\n${sha256(canonical(request, signed, payload))}`;
    const expected = createHmac("sha256", signingKey(signed, secret)).update(text).digest();
    const given = Buffer.from(signed.signature, "hex");
    return given.length === expected.length && timingSafeEqual(given, expected);
  };
}

/** What the client says it has hashed, if that is the body that came; undefined if not. S3 also takes a body that nobody hashed. */
function payloadHash({ headers, raw }: WireRequest, signingName: string): string | undefined {
  const claimed = headers["x-amz-content-sha256"];
  if (signingName === "s3" && typeof claimed === "string" && /^(UNSIGNED|STREAMING)-/.test(claimed)) return claimed;
  const actual = sha256(raw);
  return claimed === undefined || claimed === actual ? actual : undefined;
}

function canonical(request: WireRequest, signed: Signed, payload: string): string {
  const headers = signed.signedHeaders.map((name) => `${name}:${headerText(request.headers[name])}\n`).join("");
  return [
    request.method,
    canonicalPath(request.path, signed.signingName),
    canonicalQuery(request.query),
    headers,
    signed.signedHeaders.join(";"),
    payload,
  ].join("\n");
}

const headerText = (value: string | string[] | undefined): string =>
  String(value ?? "")
    .trim()
    .replace(/ +/g, " ");

const encode = (text: string): string =>
  encodeURIComponent(text).replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);

/** The path came encoded once. All services but S3 encode it once more. */
function canonicalPath(path: string, signingName: string): string {
  if (path === "/") return path;
  return path
    .split("/")
    .map((segment) => encode(signingName === "s3" ? decodeURIComponent(segment) : segment))
    .join("/");
}

function canonicalQuery(query: URLSearchParams): string {
  return [...query]
    .map(([name, value]) => [encode(name), encode(value)] as const)
    .sort(([a, v], [b, w]) => (a === b ? Number(v > w) - Number(v < w) : Number(a > b) - Number(a < b)))
    .map((pair) => pair.join("="))
    .join("&");
}
