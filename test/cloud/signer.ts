import { createHash, createHmac } from "node:crypto";
import type { AccessKey } from "../../src/cloud/index.ts";

export interface Unsigned {
  method: string;
  url: URL;
  service: string;
  region?: string;
  headers: Record<string, string>;
  body: string | Uint8Array;
  /** Epoch ms; default now. */
  at?: number;
}

const sha256 = (data: string | Uint8Array) => createHash("sha256").update(data).digest("hex");
const hmac = (key: string | Buffer, text: string) => createHmac("sha256", key).update(text).digest();

/** The headers that sign a request whose path and query need no encoding, for tests that write requests by hand. */
export function signed(request: Unsigned, { accessKeyId, secretAccessKey }: AccessKey): Record<string, string> {
  const { method, url, service, region = "eu-west-1", headers, body, at = Date.now() } = request;
  const timestamp = new Date(at).toISOString().replace(/\.\d+|[-:]/g, "");
  const date = timestamp.slice(0, 8);
  const scope = `${date}/${region}/${service}/aws4_request`;
  const canonical = `${method}\n${url.pathname}\n${url.search.slice(1)}\nhost:${url.host}\nx-amz-date:${timestamp}\n\nhost;x-amz-date\n${sha256(body)}`;
  const key = [region, service, "aws4_request"].reduce(hmac, hmac(`AWS4${secretAccessKey}`, date));
  const signature = hmac(key, `AWS4-HMAC-SHA256\n${timestamp}\n${scope}\n${sha256(canonical)}`).toString("hex");
  return {
    ...headers,
    "x-amz-date": timestamp,
    authorization: `AWS4-HMAC-SHA256 Credential=${accessKeyId}/${scope}, SignedHeaders=host;x-amz-date, Signature=${signature}`,
  };
}
