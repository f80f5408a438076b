import { RunInstancesCommand } from "@aws-sdk/client-ec2";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startCloud, type TestCloud } from "../local.ts";

const TOKEN = "x-aws-ec2-metadata-token";
const TTL = `${TOKEN}-ttl-seconds`;
const USER_DATA = "#!/bin/sh\necho grüezi\n";

let cloud: TestCloud;
let required: string;
let optional: string;
let disabled: string;

async function launch(options: { HttpTokens?: "required"; HttpEndpoint?: "disabled" }, userData?: string) {
  const { Instances = [] } = await cloud.ec2.send(
    new RunInstancesCommand({
      ImageId: "ami-0123456789abcdef0",
      MinCount: 1,
      MaxCount: 1,
      MetadataOptions: options,
      UserData: userData && Buffer.from(userData).toString("base64"),
    }),
  );
  return Instances[0]?.InstanceId as string;
}

beforeAll(async () => {
  cloud = await startCloud();
  required = await launch({ HttpTokens: "required" }, USER_DATA);
  optional = await launch({});
  disabled = await launch({ HttpEndpoint: "disabled" });
});
afterAll(() => cloud?.close());

const get = (instanceId: string, path: string, headers: Record<string, string> = {}, method = "GET") =>
  cloud.metadata(instanceId, { method, path, headers });
const token = (instanceId: string, ttl = "60", headers = {}) =>
  get(instanceId, "/latest/api/token", { [TTL]: ttl, ...headers }, "PUT");
const asked = (instanceId: string, path: string) => get(instanceId, path, { [TOKEN]: token(instanceId).body });

describe("the metadata service of an instance", () => {
  it("tells an instance about itself, for a token", () => {
    expect(asked(required, "/latest/meta-data/instance-id")).toMatchObject({ status: 200, body: required });
    expect(asked(required, "/latest/meta-data/placement/region")).toMatchObject({ status: 200, body: "eu-west-1" });
    expect(asked(required, "/latest/user-data")).toMatchObject({ status: 200, body: USER_DATA });
    expect(asked(optional, "/latest/user-data")).toMatchObject({ status: 404 });
    expect(asked(required, "/latest/meta-data/iam/security-credentials/")).toMatchObject({ status: 404 });
    expect(asked(required, "/else")).toMatchObject({ status: 404 });
  });

  it.each(["0", "21601", "a day", ""])("gives no token for %j seconds", (ttl) => {
    expect(token(required, ttl).status).toBe(400);
  });

  it("gives a token to nobody but the instance itself", () => {
    expect(token(required)).toMatchObject({ status: 200, headers: { [TTL]: "60" } });
    expect(token(required, "60", { "x-forwarded-for": "192.0.2.1" }).status).toBe(403);
    expect(get(required, "/latest/api/token").status).toBe(405);
  });

  it("wants its own token where tokens are required, and takes none where they are not", () => {
    const path = "/latest/meta-data/instance-id";
    expect(get(required, path).status).toBe(401);
    expect(get(required, path, { [TOKEN]: "invented" }).status).toBe(401);
    expect(get(required, path, { [TOKEN]: token(optional).body }).status).toBe(401);
    expect(get(optional, path)).toMatchObject({ status: 200, body: optional });
  });

  it("does not answer where it is switched off, nor an instance that is not there", () => {
    expect(token(disabled).status).toBe(403);
    expect(token("i-0123456789abcdef0").status).toBe(403);
  });
});
