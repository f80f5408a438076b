import { execFile } from "node:child_process";
import { createHash, createHmac } from "node:crypto";
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { promisify } from "node:util";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { renderUserData } from "../../src/render/index.ts";
import { archiveOf } from "../../src/system/index.ts";

const execute = promisify(execFile);
const python = await execute("python3", ["--version"]).then(
  () => true,
  () => false,
);

const SECRET = "wJalrXUtnFEMI/K7MDENG";
const KEYS: Record<string, string> = { "/hubshift/dc1/hub": "the hubs' key", "/hubshift/dc1/link/A": "the link's key" };
const script = '#!/bin/bash\necho "$@" >"$(dirname "$0")/called-with"\n';
const bundle = archiveOf("hub", new Map([["install.sh", script]]));
const sha256 = (data: string | Buffer) => createHash("sha256").update(data).digest("hex");

let server: Server;
let url: string;
let folder: string;
/** What a request had that was wrong. */
let faults: string[];

beforeAll(async () => {
  server = createServer(async (request, response) => response.end(await answer(request)));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => new Promise((resolve) => server.close(resolve)));

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "hubshift-user-data-"));
  faults = [];
  return () => rmSync(folder, { recursive: true, force: true });
});

/** The instance's metadata, S3 and Systems Manager in one. */
async function answer(request: IncomingMessage): Promise<string | Buffer> {
  const body = await text(request);
  const path = request.url ?? "";
  if (path === "/latest/api/token") return request.method === "PUT" ? "the token" : "";
  if (path.startsWith("/latest/")) {
    if (request.headers["x-aws-ec2-metadata-token"] !== "the token") faults.push("IMDSv1");
    if (path.endsWith("/security-credentials/")) return "HubRole";
    return JSON.stringify({ AccessKeyId: "ASIAEXAMPLE", SecretAccessKey: SECRET, Token: "session" });
  }
  const service = path === "/bucket/bundle.gz" ? "s3" : "ssm";
  if (request.headers.authorization !== authorization(request, service, body)) faults.push(`signature for ${service}`);
  if (service === "s3") return bundle;
  const { Names, WithDecryption } = JSON.parse(body) as { Names: string[]; WithDecryption: boolean };
  if (!WithDecryption) faults.push("no decryption");
  return JSON.stringify({
    Parameters: Names.flatMap((Name) => (Name in KEYS ? [{ Name, Type: "SecureString", Value: KEYS[Name] }] : [])),
    InvalidParameters: Names.filter((Name) => !(Name in KEYS)),
  });
}

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html */
function authorization({ method, url: path, headers }: IncomingMessage, service: string, body: string): string {
  const names = /SignedHeaders=([^,]*)/.exec(headers.authorization ?? "")?.[1] ?? "";
  for (const must of ["host", "x-amz-date", "x-amz-security-token"]) if (!names.split(";").includes(must)) return "";
  const lines = names.split(";").map((name) => `${name}:${headers[name]}`);
  const canonical = [method, path, "", ...lines, "", names, sha256(body)].join("\n");
  const stamp = String(headers["x-amz-date"]);
  const scope = `${stamp.slice(0, 8)}/eu-west-1/${service}/aws4_request`;
  const hmac = (key: string | Buffer, data: string) => createHmac("sha256", key).update(data).digest();
  const key = scope.split("/").reduce<string | Buffer>(hmac, `AWS4${SECRET}`);
  const signature = hmac(key, ["AWS4-HMAC-SHA256", stamp, scope, sha256(canonical)].join("\n")).toString("hex");
  return `AWS4-HMAC-SHA256 Credential=ASIAEXAMPLE/${scope}, SignedHeaders=${names}, Signature=${signature}`;
}

/** Runs the user data with its folders below the test's own, and all of AWS at the test's server. */
async function boot({ hash = sha256(bundle), link = "/hubshift/dc1/link/A" } = {}) {
  const program = renderUserData({
    hub: "A",
    address: "192.0.2.7",
    region: "eu-west-1",
    bundleUrl: `${url}/bucket/bundle.gz`,
    bundleSha256: hash,
    parametersUrl: `${url}/`,
    keys: { "hub.key": "/hubshift/dc1/hub", "link.key": link },
  });
  const here = program
    .replace("http://169.254.169.254", url)
    .replaceAll('"/opt/', `"${folder}/opt/`)
    .replaceAll('"/etc/', `"${folder}/etc/`);
  return execute("python3", ["-W", "ignore", "-c", here]).then(
    ({ stdout, stderr }) => ({ code: 0, said: stdout + stderr }),
    (error: { code: number; stdout: string; stderr: string }) => ({
      code: error.code,
      said: error.stdout + error.stderr,
    }),
  );
}

describe.skipIf(!python)("the user data", () => {
  const calledWith = () => join(folder, "opt/hubshift/bundle/hub/called-with");
  const key = (file: string) => join(folder, "etc/hubshift/keys", file);

  it("brings the bundle and the keys with signed requests, hands over, and says nothing", async () => {
    expect(await boot()).toEqual({ code: 0, said: "" });
    expect(faults).toEqual([]);
    expect(readFileSync(calledWith(), "utf8")).toBe("A 192.0.2.7 eu-west-1\n");
    expect(readFileSync(key("hub.key"), "utf8")).toBe("the hubs' key\n");
    expect(readFileSync(key("link.key"), "utf8")).toBe("the link's key\n");
    for (const file of ["hub.key", "link.key", "."]) expect(statSync(key(file)).mode & 0o077, file).toBe(0);
  });

  it("may run again", async () => {
    await boot();
    expect(await boot()).toEqual({ code: 0, said: "" });
  });

  it("takes no bundle but the one that was deployed", async () => {
    const { code, said } = await boot({ hash: "0".repeat(64) });
    expect([code, said]).toEqual([1, "hubshift: the bundle is not the one that was deployed\n"]);
    expect(existsSync(join(folder, "opt"))).toBe(false);
  });

  it("says which key is missing, and goes no further", async () => {
    const { code, said } = await boot({ link: "/hubshift/dc1/link/B" });
    expect([code, said]).toEqual([1, "hubshift: there is no parameter /hubshift/dc1/link/B\n"]);
    expect([existsSync(calledWith()), existsSync(key("hub.key"))]).toEqual([false, false]);
  });
});
