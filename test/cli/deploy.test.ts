import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import {
  CloudFormationClient,
  DescribeStacksCommand,
  UpdateTerminationProtectionCommand,
} from "@aws-sdk/client-cloudformation";
import { CloudWatchLogsClient, CreateLogGroupCommand, DeleteLogGroupCommand } from "@aws-sdk/client-cloudwatch-logs";
import { DescribeAddressesCommand, EC2Client } from "@aws-sdk/client-ec2";
import { InvokeCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { DeleteObjectsCommand, ListObjectsV2Command, S3Client } from "@aws-sdk/client-s3";
import { GetParametersByPathCommand, PutParameterCommand, SSMClient } from "@aws-sdk/client-ssm";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { runCli } from "../../src/cli/run.ts";
import { describeError } from "../../src/errors/index.ts";
import { packageRoot } from "../../src/system/index.ts";
import { useAws } from "../aws/environment.ts";
import { cdkAgainst } from "../cloud/cloudformation/cdk.ts";
import { startCloud, type TestCloud } from "../cloud/local.ts";
import { capturedIo, type Ran, run } from "./run.ts";

const SLOW = { timeout: 60_000 };
const STACK = "hubshift-offices";
/** Of examples/offices. */
const REGION = "eu-central-1";
const BUCKET = `cdk-hnb659fds-assets-111122223333-${REGION}`;
const KEYS = ["/hubshift/offices/hub", "/hubshift/offices/link/HUB-A", "/hubshift/offices/link/HUB-B"];

let cloud: TestCloud;
let cloudformation: CloudFormationClient;
let ssm: SSMClient;
let cwd: string;

beforeAll(async () => {
  // The laboratory bootstraps the region that it is for, and no other.
  cloud = await startCloud({ region: REGION });
  useAws(cloud.url, cloud.rootCredentials);
  cwd = mkdtempSync(join(tmpdir(), "hubshift-deploy-"));
  cpSync(join(packageRoot(), "examples/offices/wan.yaml"), join(cwd, "wan.yaml"));
  cloudformation = new CloudFormationClient({ ...cloud.config, region: REGION });
  ssm = new SSMClient({ ...cloud.config, region: REGION });
}, 60_000);
afterAll(async () => {
  cloudformation?.destroy();
  ssm?.destroy();
  vi.unstubAllEnvs();
  await cloud?.close();
  rmSync(cwd, { recursive: true, force: true });
});

const hubshift = (...argv: string[]): Promise<Ran> => run(argv, { cwd });

async function parametersInStore() {
  const command = new GetParametersByPathCommand({ Path: "/hubshift/", Recursive: true, WithDecryption: true });
  return (await ssm.send(command)).Parameters ?? [];
}

async function assetsInBucket(): Promise<string[]> {
  const s3 = new S3Client({ ...cloud.config, region: REGION, forcePathStyle: true });
  const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket: BUCKET }));
  s3.destroy();
  return Contents.map(({ Key = "" }) => Key);
}

/** How often each was written. */
const versions = async () => (await parametersInStore()).map(({ Version }) => Version);

async function stored(): Promise<Record<string, string | undefined>> {
  const parameters = await parametersInStore();
  expect(parameters.every(({ Type }) => Type === "SecureString")).toBe(true);
  return Object.fromEntries(parameters.map(({ Name, Value }) => [Name, Value]));
}

/** Undefined where there is none. */
async function stack() {
  const { Stacks = [] } = await cloudformation.send(new DescribeStacksCommand({}));
  return Stacks.find(({ StackName }) => StackName === STACK);
}

const outputOf = (deployed: Awaited<ReturnType<typeof stack>>, name: string) =>
  deployed?.Outputs?.find(({ OutputKey }) => OutputKey === name)?.OutputValue;

/** The instance that has the WAN's address. */
async function holder(deployed: Awaited<ReturnType<typeof stack>>) {
  const ec2 = new EC2Client({ ...cloud.config, region: REGION });
  const AllocationIds = [outputOf(deployed, "AllocationId") ?? ""];
  const { Addresses = [] } = await ec2.send(new DescribeAddressesCommand({ AllocationIds }));
  ec2.destroy();
  return Addresses[0]?.InstanceId;
}

const wanFile = () => join(cwd, "wan.yaml");

/** Runs with another wan.yaml, and puts the old one back. */
async function withWan<T>(edit: (text: string) => string, work: () => Promise<T>): Promise<T> {
  const before = readFileSync(wanFile(), "utf8");
  const after = edit(before);
  expect(after).not.toBe(before);
  writeFileSync(wanFile(), after);
  return work().finally(() => writeFileSync(wanFile(), before));
}

/** Everything that private keys must not be in. */
const privateKeys = (): string[] =>
  readdirSync(join(cwd, "keys")).map((file) => readFileSync(join(cwd, "keys", file), "utf8").trim());

function showsNoKey({ stdout, stderr }: Ran): void {
  const keys = privateKeys();
  expect(keys.length).toBeGreaterThan(5);
  for (const key of keys) expect(stdout + stderr).not.toContain(key);
}

async function refusesUpgrade(reason: string) {
  const before = await stack();
  const refused = await hubshift("upgrade", "--yes");
  expect([refused.code, refused.stdout]).toEqual([1, ""]);
  expect(refused.stderr).toContain(`error: the hubs that are deployed ${reason}`);
  expect(await stack()).toEqual(before);
}

/** Each alone makes both hubs anew. */
const RENEWAL = "spare remove create await-ready spare move settle remove create await-ready move finish";

/** What a WAN can come to hub by hub, while one of them serves every site as before. */
const GENTLE: readonly [string, (text: string) => string, readonly string[]][] = [
  ["instances of another type", (text) => text.replace("hubs:\n", "hubs:\n  instanceType: t3.large\n"), []],
  [
    "hubs that know one more site",
    (text) => text.replace(/\n*$/, "\n  - { name: NEW, asn: 65109, loopback: 172.16.9.1 }\n"),
    ["NEW"],
  ],
  ["hubs that another network may log in to", (text) => `${text}\ntrustedSsh: [192.0.2.0/24]\n`, []],
];

async function showsRenewal(edit: (text: string) => string, sites: readonly string[]) {
  await withWan(edit, async () => {
    expect((await hubshift("keys")).code).toBe(0);
    const { steps, newSites } = JSON.parse((await hubshift("upgrade", "--plan", "--json")).stdout);
    expect(newSites).toEqual(sites);
    expect(steps.map(({ step }: { step: string }) => step).join(" ")).toBe(RENEWAL);
  });
}

/** What the sites would notice, and why an upgrade refuses it. */
const ROUGH: readonly [string, (text: string) => string, string][] = [
  ["a site that changes", (text) => text.replace("asn: 65103", "asn: 65104"), "serve WAREHOUSE otherwise"],
  ["a site that goes", (text) => text.slice(0, text.indexOf("  - name: WAREHOUSE")), "serve WAREHOUSE otherwise"],
  ["tunnels of another size", (text) => `${text}\nwireguard: { mtu: 1380 }\n`, "are of another network"],
];

const IMAGE = ["--parameter", "HubImage=/aws/service/debian/release/13/latest/arm64"];

/** A hub of this cloud has no machine, so no agent that could be ready: the steps are shown, and not taken. */
async function showsUpgrade() {
  const before = await stack();
  const planned = JSON.parse((await hubshift("upgrade", "--plan", "--json", ...IMAGE)).stdout);
  expect(planned).toMatchObject({ stack: STACK, result: "planned", waits: false });
  expect(planned.steps.map(({ step }: { step: string }) => step).join(" ")).toBe(RENEWAL);
  const unasked = await hubshift("upgrade", ...IMAGE);
  expect([unasked.code, unasked.stdout]).toEqual([2, ""]);
  expect(unasked.stderr).toContain(
    "error: there is no terminal to ask whether the hubs are to be replaced\nhint: --plan",
  );
  expect(await stack()).toEqual(before);
}

describe("in the order in which a user has it", () => {
  it.each(["keys push", "diff", "deploy"])("`%s` makes no keys, and says how to", async (command) => {
    const { code, stdout, stderr } = await hubshift(...command.split(" "));
    expect([code, stdout]).toEqual([2, ""]);
    expect(stderr).toMatch(
      /^error: .*offices-hub\.key: no such file; it holds the private key of the hubs\nhint: .*`hubshift keys`/,
    );
    expect(await stored()).toEqual({});
  });

  it("pushes the hubs' keys, and each once", async () => {
    await hubshift("keys");
    const first = await hubshift("keys", "push", "--json");
    expect(JSON.parse(first.stdout)).toEqual({
      wan: "offices",
      region: "eu-central-1",
      keys: Object.fromEntries(KEYS.map((name) => [name, "created"])),
    });
    const file = (name: string) => readFileSync(join(cwd, "keys", name), "utf8").trim();
    expect(await stored()).toEqual({
      "/hubshift/offices/hub": file("offices-hub.key"),
      "/hubshift/offices/link/HUB-A": file("offices-HUB-A-link.key"),
      "/hubshift/offices/link/HUB-B": file("offices-HUB-B-link.key"),
    });
    const again = await hubshift("keys", "push");
    expect(again.stdout.match(/unchanged/g)).toHaveLength(3);
    expect(await versions()).toEqual([1, 1, 1]);
    for (const ran of [first, again]) showsNoKey(ran);
  });

  it("brings back a key that differs, and says so", async () => {
    const before = await stored();
    const other = { Name: KEYS[1], Value: "another", Type: "SecureString", Overwrite: true } as const;
    await ssm.send(new PutParameterCommand(other));
    const { keys } = JSON.parse((await hubshift("keys", "push", "--json")).stdout);
    expect(Object.values(keys)).toEqual(["unchanged", "changed", "unchanged"]);
    expect(await stored()).toEqual(before);
  });

  it("shows what a first deploy would make, and makes nothing", SLOW, async () => {
    const { code, stdout, stderr } = await hubshift("diff", "--json");
    const { changes, ...rest } = JSON.parse(stdout);
    expect([code, rest]).toEqual([1, { stack: STACK, exists: false, changed: true, outage: [] }]);
    expect(changes.length).toBeGreaterThan(30);
    expect(new Set(changes.map(({ action }: { action: string }) => action))).toEqual(new Set(["add"]));
    expect([stderr, await stack()]).toEqual(["", undefined]);
  });

  it("says how to prepare a region that nobody has deployed to", SLOW, async () => {
    await withWan(
      (text) => text.replace(REGION, "eu-north-1"),
      async () => {
        const { code, stdout, stderr } = await hubshift("deploy", "--json");
        expect([code, stdout, stderr]).toEqual([
          1,
          "",
          "error: account 111122223333 has no bucket cdk-hnb659fds-assets-111122223333-eu-north-1 for assets\n" +
            "hint: make it once with `npx cdk bootstrap aws://111122223333/eu-north-1`\n",
        ]);
      },
    );
  });

  it("refuses a parameter that the template does not allow", SLOW, async () => {
    const ran = await hubshift("deploy", "--json", "--parameter", "HubRootDevice=/dev/sdz");
    expect([ran.code, ran.stdout, await stack()]).toEqual([1, "", undefined]);
    expect(ran.stderr).toMatch(/^error: AWS does not accept this: .*HubRootDevice.*\nhint: correct what it names; /);
  });

  it("names the parameters that there are, where one is given that there is not", SLOW, async () => {
    const ran = await hubshift("deploy", "--json", "--parameter", "HubImge=x");
    expect([ran.code, ran.stdout, await stack()]).toEqual([2, "", undefined]);
    expect(ran.stderr).toMatch(
      /^error: --parameter: the template has no parameter HubImge\nhint: it has .*\bHubImage\b/,
    );
    expect(ran.stderr).not.toContain("BootstrapVersion");
  });

  it("leaves nothing of a stack that cannot be made, and says which resource failed and why", SLOW, async () => {
    const logs = new CloudWatchLogsClient({ ...cloud.config, region: REGION });
    const inTheWay = { logGroupName: "/aws/lambda/EIP-Failover-OFFICES" };
    await logs.send(new CreateLogGroupCommand(inTheWay));
    const ran = await hubshift("deploy", "--json");
    expect([ran.code, ran.stdout, await stack()]).toEqual([1, "", undefined]);
    expect(ran.stderr).toMatch(
      /^error: AutomationFailoverLogs\w+ \(AWS::Logs::LogGroup\): .*already exists.*\nhint: nothing is left of the stack; correct that, then deploy again\n$/,
    );
    await logs.send(new DeleteLogGroupCommand(inTheWay));
    logs.destroy();
  });

  it("deploys, protects the stack, and says what comes next", SLOW, async () => {
    const ran = await hubshift("deploy", "--json");
    const { result, outputs, keys } = JSON.parse(ran.stdout);
    expect([ran.code, result]).toEqual([0, "created"]);
    expect(outputs.HubAddress).toMatch(/^\d+\.\d+\.\d+\.\d+$/);
    expect(outputs.PrimaryInstanceId).toMatch(/^i-/);
    expect(Object.values(keys)).toEqual(["unchanged", "unchanged", "unchanged"]);
    expect(await stack()).toMatchObject({ StackStatus: "CREATE_COMPLETE", EnableTerminationProtection: true });
    showsNoKey(ran);
    const lambda = new LambdaClient({ ...cloud.config, region: REGION });
    const { StatusCode, FunctionError } = await lambda.send(
      new InvokeCommand({ FunctionName: outputs.FailoverFunction, Payload: JSON.stringify({}) }),
    );
    lambda.destroy();
    expect([StatusCode, FunctionError]).toEqual([200, undefined]);
  });

  it("deploys what the CDK's own command line would", SLOW, async () => {
    await hubshift("synth", "--boot");
    const cdk = cdkAgainst({ ...cloud.config, region: REGION }, cwd);
    expect(await cdk("diff", join(cwd, "cdk.out"), "--fail")).toContain("There were no differences");
    expect(await cdk("deploy", join(cwd, "cdk.out"), "--require-approval", "never")).toContain("(no changes)");
  });

  it("has nothing to do the second time but to protect what somebody has left open", SLOW, async () => {
    const open = { StackName: STACK, EnableTerminationProtection: false };
    await cloudformation.send(new UpdateTerminationProtectionCommand(open));
    const diff = await hubshift("diff");
    expect([diff.code, diff.stdout]).toEqual([0, `${STACK} is what wan.yaml says\n`]);
    const deploy = await hubshift("deploy");
    expect(deploy.code).toBe(0);
    expect(deploy.stdout).toMatch(/^OUTPUT +VALUE +WHAT IT IS\n/);
    expect(deploy.stdout).toContain(`${STACK}: unchanged\n`);
    expect(await stack()).toMatchObject({ StackStatus: "CREATE_COMPLETE", EnableTerminationProtection: true });
  });

  it("changes what can change while packets flow", SLOW, async () => {
    await withWan(
      (text) => `${text}\nalerts: { email: ops@example.net }\n`,
      async () => {
        const diff = await hubshift("diff");
        expect([diff.code, diff.stdout]).toEqual([1, expect.stringMatching(/add .*AWS::SNS::Subscription/)]);
        expect(diff.stderr).toContain("next: `hubshift deploy` does it\n");
        expect(JSON.parse((await hubshift("deploy", "--json")).stdout).result).toBe("updated");
        expect(await stack()).toMatchObject({ StackStatus: "UPDATE_COMPLETE", EnableTerminationProtection: true });
      },
    );
  });

  it("shows how both hubs would be replaced, and asks first", SLOW, showsUpgrade);

  it.each(GENTLE)("replaces them by %s in the same steps", SLOW, (_, edit, sites) => showsRenewal(edit, sites));

  it.each(ROUGH)("refuses to replace them one by one for %s", SLOW, (_, edit, reason) =>
    withWan(edit, () => refusesUpgrade(reason)),
  );

  it("does not take both hubs from the sites unless it is told to", SLOW, async () => {
    const [before, change] = [await stack(), (text: string) => text.replace("asn: 65103", "asn: 65104")];
    await withWan(change, async () => {
      const ran = await hubshift("deploy");
      expect([ran.code, ran.stdout]).toEqual([1, ""]);
      expect(ran.stderr).toMatch(
        /error: this would stop, replace or remove HubsPrimary\w*, HubsStandby\w*: the sites lose/,
      );
      expect(ran.stderr).toContain("`hubshift upgrade` does it hub by hub where no site is changed or removed");
      expect((await hubshift("deploy", "--allow-outage")).code).toBe(0);
      // cloud-init runs user data once: only new instances are hubs of the new plan.
      const after = await stack();
      for (const name of ["PrimaryInstanceId", "StandbyInstanceId"]) {
        expect(outputOf(after, name)).toMatch(/^i-/);
        expect(outputOf(after, name)).not.toBe(outputOf(before, name));
      }
      expect(await holder(after)).toBe(outputOf(after, "PrimaryInstanceId"));
      expect(JSON.parse((await hubshift("diff", "--json")).stdout)).toMatchObject({ changed: false });
    });
  });
});

/** A person at a terminal who types a line. */
function typing(line: string, ...argv: string[]): Promise<Ran> {
  const stdin = Object.assign(new PassThrough(), { isTTY: true });
  stdin.write(`${line}\n`);
  const io = { ...capturedIo({ cwd }), stdin };
  return runCli(argv, io).then((code) => ({ code, stdout: io.stdout.text, stderr: io.stderr.text }));
}

describe("what a failed operation leaves", () => {
  const failed = { stack: STACK, resource: "HubsPrimary", type: "AWS::EC2::Instance", reason: "no capacity" };

  it.each([
    ["UPDATE_ROLLBACK_COMPLETE", `${STACK} is as it was before; correct that, then deploy again`],
    ["DELETE_COMPLETE", "nothing is left of the stack; correct that, then deploy again"],
    ["DELETE_FAILED", `${STACK} is in DELETE_FAILED; correct that, then run the same command again`],
  ])("%s", (status, hint) => {
    expect(describeError("stack-failed", { ...failed, status })).toEqual({
      message: "HubsPrimary (AWS::EC2::Instance): no capacity",
      hint,
    });
  });
});

describe("destroy", () => {
  it("is not done where nobody can be asked", async () => {
    const { code, stderr } = await hubshift("destroy");
    expect([code, stderr]).toEqual([
      2,
      "error: there is no terminal to ask whether the WAN is to be destroyed\nhint: --yes destroys it without asking\n",
    ]);
    expect(await stack()).toBeDefined();
  });

  it("is not done when another name is typed", async () => {
    const { code, stderr } = await typing("dc1", "destroy");
    expect([code, stderr]).toEqual([1, expect.stringContaining("error: that is not offices: nothing was destroyed\n")]);
    expect(await stack()).toBeDefined();
  });

  it("deletes the protected stack, and says what stays", SLOW, async () => {
    const { code, stdout, stderr } = await typing("offices", "destroy");
    expect([code, stdout]).toEqual([
      0,
      [
        `${STACK}: destroyed`,
        ...KEYS.map((name) => `${name}: still in the parameter store`),
        `${BUCKET}: still holds ${(await assetsInBucket()).length} assets, of this and of every other stack; ` +
          "`npx cdk gc --unstable=gc` removes those that no stack uses",
        "",
      ].join("\n"),
    ]);
    expect(stderr).toContain("Type the WAN's name to go on: ");
    expect(await stack()).toBeUndefined();
    expect(Object.keys(await stored())).toEqual(KEYS);
  });

  it("says nothing of assets where there are none", SLOW, async () => {
    const assets = await assetsInBucket();
    expect(assets.length).toBeGreaterThan(3);
    const s3 = new S3Client({ ...cloud.config, region: REGION, forcePathStyle: true });
    await s3.send(new DeleteObjectsCommand({ Bucket: BUCKET, Delete: { Objects: assets.map((Key) => ({ Key })) } }));
    s3.destroy();
    expect(JSON.parse((await hubshift("destroy", "--yes", "--json")).stdout)).toMatchObject({ assets: null });
    expect((await hubshift("destroy", "--yes")).stdout).not.toContain("assets");
  });

  it("removes the keys when it is told to, also where there is no stack any more", SLOW, async () => {
    const { code, stdout } = await hubshift("destroy", "--yes", "--keys", "--json");
    expect([code, JSON.parse(stdout)]).toEqual([
      0,
      { stack: STACK, destroyed: false, keys: { removed: KEYS, remaining: [] }, assets: null },
    ]);
    expect(await stored()).toEqual({});
    expect(privateKeys().length).toBeGreaterThan(5);
  });
});
