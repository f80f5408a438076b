import type { LocalCloud } from "../../src/cloud/index.ts";
import { signed } from "./signer.ts";

/** Calls IAM as its root user, for whom there is no client package: resolves to the answer's XML. Throws with AWS's error. */
export async function callIam(cloud: LocalCloud, Action: string, parameters: Record<string, string>): Promise<string> {
  const url = new URL("/", cloud.url);
  const body = new URLSearchParams({ Action, Version: "2010-05-08", ...parameters }).toString();
  const headers = { "content-type": "application/x-www-form-urlencoded" };
  const request = { method: "POST", url, service: "iam", headers, body };
  const response = await fetch(url, { method: "POST", body, headers: signed(request, cloud.rootCredentials) });
  const text = await response.text();
  if (!response.ok) throw new Error(text);
  return text;
}

/** The text of every `name` element. */
export const elements = (xml: string, name: string): string[] =>
  [...xml.matchAll(new RegExp(`<${name}>([^<]*)</${name}>`, "g"))].map(([, text]) => text as string);
