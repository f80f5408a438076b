import { randomBytes } from "node:crypto";
import type { Instance } from "../services/ec2/model.ts";
import type { InstanceCredentials, MetadataAnswer, MetadataRequest } from "../types.ts";

/** What the service tells of an instance comes from these. */
export interface MetadataSources {
  now(): number;
  region: string;
  instance(instanceId: string): Instance | undefined;
  /** The name of its role, and that role's credentials. */
  role(instance: Instance): { name: string; credentials: InstanceCredentials } | undefined;
}

/** The instance metadata service: https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/instancedata-data-retrieval.html */
export type Metadata = (instanceId: string, request: MetadataRequest) => MetadataAnswer;

const TOKEN = "x-aws-ec2-metadata-token";
const TTL = "x-aws-ec2-metadata-token-ttl-seconds";
/** Six hours: the longest that a token may live, and about what a role's credentials do. */
const LONGEST_S = 21_600;

const CREDENTIALS = "iam/security-credentials/";

const text = (body: string): MetadataAnswer => ({ status: 200, headers: { "content-type": "text/plain" }, body });
const failed = (status: number): MetadataAnswer => ({ status, headers: { "content-type": "text/plain" }, body: "" });

export function createMetadata({ now, region, instance: find, role: roleOf }: MetadataSources): Metadata {
  /** By token, whose it is and when it ends, epoch ms. */
  const tokens = new Map<string, { instanceId: string; expires: number }>();

  /** A request that was forwarded is no instance's own: a token is not for proxies. */
  function issueToken(instanceId: string, { headers }: MetadataRequest): MetadataAnswer {
    if (headers["x-forwarded-for"] !== undefined) return failed(403);
    const seconds = Number(headers[TTL]);
    if (!Number.isInteger(seconds) || seconds < 1 || seconds > LONGEST_S) return failed(400);
    const token = randomBytes(40).toString("base64url");
    tokens.set(token, { instanceId, expires: now() + seconds * 1_000 });
    return { status: 200, headers: { "content-type": "text/plain", [TTL]: String(seconds) }, body: token };
  }

  function isAllowed({ instanceId, metadataOptions }: Instance, { headers }: MetadataRequest): boolean {
    const token = headers[TOKEN];
    if (token === undefined) return metadataOptions.HttpTokens !== "required";
    const known = tokens.get(token);
    return known?.instanceId === instanceId && known.expires > now();
  }

  function shown({
    accessKeyId: AccessKeyId,
    secretAccessKey: SecretAccessKey,
    sessionToken: Token,
  }: InstanceCredentials) {
    const at = (ms: number) => new Date(ms).toISOString().replace(/\.\d+Z$/, "Z");
    const dates = { LastUpdated: at(now()), Expiration: at(now() + LONGEST_S * 1_000) };
    return JSON.stringify({ Code: "Success", Type: "AWS-HMAC", AccessKeyId, SecretAccessKey, Token, ...dates });
  }

  /** Path below `/latest/` to what is there. */
  function tree(instance: Instance): Map<string, string> {
    const role = roleOf(instance);
    const data: [string, string | undefined][] = [
      ["ami-id", instance.imageId],
      ["instance-id", instance.instanceId],
      ["instance-type", instance.instanceType],
      ["local-ipv4", instance.privateIp],
      ["placement/availability-zone", instance.availabilityZone],
      ["placement/region", region],
      [CREDENTIALS, role?.name],
      [`${CREDENTIALS}${role?.name}`, role && shown(role.credentials)],
    ];
    const userData = instance.userData && Buffer.from(instance.userData, "base64").toString();
    const all = [
      ...data.map(([path, value]) => [`meta-data/${path}`, value] as const),
      ["user-data", userData] as const,
    ];
    return new Map(all.flatMap(([path, value]) => (value === undefined ? [] : [[path, value]])));
  }

  return (instanceId, request) => {
    const instance = find(instanceId);
    if (!instance || instance.metadataOptions.HttpEndpoint === "disabled") return failed(403);
    const [, path] = /^\/latest\/(.*)$/.exec(request.path) ?? [];
    if (path === "api/token") return request.method === "PUT" ? issueToken(instanceId, request) : failed(405);
    if (request.method !== "GET") return failed(405);
    if (!isAllowed(instance, request)) return failed(401);
    const found = path === undefined ? undefined : tree(instance).get(path);
    return found === undefined ? failed(404) : text(found);
  };
}
