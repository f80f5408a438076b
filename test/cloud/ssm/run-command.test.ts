import { randomBytes } from "node:crypto";
import { mkdtempSync, readdirSync, readFileSync, rmSync, truncateSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { RunInstancesCommand, StopInstancesCommand, TerminateInstancesCommand } from "@aws-sdk/client-ec2";
import {
  CancelCommandCommand,
  GetCommandInvocationCommand,
  SendCommandCommand,
  type SendCommandRequest,
  SSMClient,
} from "@aws-sdk/client-ssm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createRunCommand, type ScriptRun } from "../../../src/aws/index.ts";
import { reachSsm } from "../../../src/reach/index.ts";
import { createRunner } from "../../../src/system/index.ts";
import { assume } from "../assumed.ts";
import { errorOf, startCloud, type TestCloud } from "../local.ts";
import { type RecordingDataPlane, recordingDataPlane } from "../recorder.ts";

const trusts = (principal: object) => ({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Principal: principal, Action: "sts:AssumeRole" }],
});
const may = (...Statement: object[]) => [{ PolicyName: "own", PolicyDocument: { Version: "2012-10-17", Statement } }];
const profile = (role: string) => ({
  Type: "AWS::IAM::InstanceProfile",
  Properties: { InstanceProfileName: role, Roles: [{ Ref: role }] },
});
const role = (name: string, principal: object, ...statements: object[]) => ({
  Type: "AWS::IAM::Role",
  Properties: { RoleName: name, AssumeRolePolicyDocument: trusts(principal), Policies: may(...statements) },
});

const EC2 = { Service: "ec2.amazonaws.com" };
const AGENT = ["ssm:UpdateInstanceInformation", "ssmmessages:*"];
const DOCUMENT = "arn:aws:ssm:eu-west-1::document/AWS-RunShellScript";
const template = {
  Resources: {
    Managed: role("Managed", EC2, { Effect: "Allow", Action: AGENT, Resource: "*" }),
    Mute: role("Mute", EC2, { Effect: "Allow", Action: "ssm:UpdateInstanceInformation", Resource: "*" }),
    Operator: role(
      "Operator",
      { AWS: "arn:aws:iam::111122223333:root" },
      { Effect: "Allow", Action: "ssm:SendCommand", Resource: DOCUMENT },
      {
        Effect: "Allow",
        Action: "ssm:SendCommand",
        Resource: "arn:aws:ec2:eu-west-1:111122223333:instance/*",
        Condition: { StringEquals: { "ssm:resourceTag/team": "net" } },
      },
      { Effect: "Allow", Action: "ssm:GetCommandInvocation", Resource: "*" },
    ),
    ManagedProfile: profile("Managed"),
    MuteProfile: profile("Mute"),
  },
};

let cloud: TestCloud;
let plane: RecordingDataPlane;
let ssm: SSMClient;
let hub: string;
/** Called with what a machine is about to run. */
let before: (script: string) => void = () => undefined;
/** Where the machines put what does not fit. */
const folder = mkdtempSync(join(tmpdir(), "hubshift-ssm-"));

async function launch(Name?: string, team = "net"): Promise<string> {
  const { Instances = [] } = await cloud.ec2.send(
    new RunInstancesCommand({
      ImageId: "ami-0123456789abcdef0",
      MinCount: 1,
      MaxCount: 1,
      IamInstanceProfile: Name ? { Name } : undefined,
      TagSpecifications: [{ ResourceType: "instance", Tags: [{ Key: "team", Value: team }] }],
    }),
  );
  const id = Instances[0]?.InstanceId as string;
  await cloud.seen(
    ({ kind, detail }) => kind === "instance-state" && detail.instanceId === id && detail.state === "running",
  );
  return id;
}

beforeAll(async () => {
  const runner = createRunner();
  // The machines are this one.
  plane = {
    ...recordingDataPlane(),
    run: (_id, script, timeoutMs, signal) => {
      before(script);
      return runner.run(["env", `TMPDIR=${folder}`, "sh", "-c", script], { timeoutMs, signal });
    },
  };
  cloud = await startCloud({ dataPlane: plane });
  await cloud.deploy("roles", template, ".");
  ssm = new SSMClient(cloud.config);
  hub = await launch("Managed");
});
afterAll(async () => {
  ssm?.destroy();
  await cloud?.close();
  rmSync(folder, { recursive: true, force: true });
});

const send = async (commands: string[], more: Partial<SendCommandRequest> = {}, client = ssm) =>
  (
    await client.send(
      new SendCommandCommand({
        DocumentName: "AWS-RunShellScript",
        InstanceIds: [hub],
        Parameters: { commands },
        ...more,
      }),
    )
  ).Command ?? {};
const look = (CommandId = "", InstanceId = hub) => ssm.send(new GetCommandInvocationCommand({ CommandId, InstanceId }));

async function ended(CommandId = "") {
  const status = async () => (await look(CommandId)).Status;
  await expect.poll(status, { timeout: 20_000 }).toMatch(/^(Success|Failed|TimedOut)$/);
  return look(CommandId);
}

describe("Run Command", () => {
  it("runs a script, and tells how it ended", async () => {
    const sent = await send(["cd /", "pwd", 'echo "it\'s"'], { Comment: "why", TimeoutSeconds: 60 });
    expect(sent).toMatchObject({
      Status: "Pending",
      Comment: "why",
      InstanceIds: [hub],
      TargetCount: 1,
      TimeoutSeconds: 60,
    });
    expect(sent.ExpiresAfter?.getTime()).toBe((sent.RequestedDateTime?.getTime() ?? 0) + 60_000);
    const seen = await ended(sent.CommandId);
    expect(seen).toMatchObject({
      CommandId: sent.CommandId,
      InstanceId: hub,
      Status: "Success",
      StatusDetails: "Success",
      ResponseCode: 0,
      StandardOutputContent: "/\nit's\n",
      StandardErrorContent: "",
      PluginName: "aws:runShellScript",
      Comment: "why",
    });
    expect(Date.parse(seen.ExecutionEndDateTime ?? "")).toBeGreaterThanOrEqual(
      Date.parse(seen.ExecutionStartDateTime ?? ""),
    );
    const there = await send(["pwd"], { Parameters: { commands: ["pwd"], workingDirectory: ["/usr"] } });
    expect(await ended(there.CommandId)).toMatchObject({ StandardOutputContent: "/usr\n" });
  });

  it("tells a failure in the agent's words, and cuts what is long", async () => {
    const failed = await send(["echo no >&2; exit 3"]);
    expect(await ended(failed.CommandId)).toMatchObject({
      Status: "Failed",
      StatusDetails: "Failed",
      ResponseCode: 3,
      StandardErrorContent: "no\nfailed to run commands: exit status 3",
    });
    const long = await ended((await send(["yes | head -c 30000; yes | head -c 9000 >&2"])).CommandId);
    expect([long.StandardOutputContent?.length, long.StandardErrorContent?.length]).toEqual([24_000, 8_000]);
    const slow = await send([], { Parameters: { commands: ["exec sleep 20"], executionTimeout: ["1"] } });
    expect(await ended(slow.CommandId)).toMatchObject({ Status: "TimedOut", StatusDetails: "ExecutionTimedOut" });
  });

  it("cancels what runs and what waits, and leaves alone what has ended", async () => {
    const cancel = (CommandId = "", InstanceIds?: string[]) =>
      ssm.send(new CancelCommandCommand({ CommandId, InstanceIds }));
    const begun = performance.now();
    const running = await send(["exec sleep 20"]);
    await expect.poll(async () => (await look(running.CommandId)).Status).toBe("InProgress");
    await cancel(running.CommandId, [hub]);
    const status = async () => (await look(running.CommandId)).Status;
    await expect.poll(status, { timeout: 10_000 }).toBe("Cancelled");
    expect(await look(running.CommandId)).toMatchObject({ StatusDetails: "Cancelled", ResponseCode: 137 });
    expect(performance.now() - begun).toBeLessThan(15_000);
    const done = await send(["echo done"]);
    await ended(done.CommandId);
    await cancel(done.CommandId);
    expect(await look(done.CommandId)).toMatchObject({ Status: "Success", StandardOutputContent: "done\n" });
    plane.silent.add(hub);
    const waiting = await send(["echo never"]);
    await expect.poll(async () => (await look(waiting.CommandId)).Status).toBe("Delayed");
    await cancel(waiting.CommandId);
    plane.silent.delete(hub);
    expect(await look(waiting.CommandId)).toMatchObject({ Status: "Cancelled", StandardOutputContent: "" });
    expect(await errorOf(cancel("01234567-0123-0123-0123-0123456789ab"))).toMatchObject({ code: "InvalidCommandId" });
    const strange = cancel(done.CommandId, ["i-0123456789abcdef0"]);
    expect(await errorOf(strange)).toMatchObject({ code: "InvalidInstanceId" });
  });

  it("knows its parameters, its document and its instances", async () => {
    const parameters = (Parameters: Record<string, string[]>) => errorOf(send([], { Parameters }));
    expect(await parameters({})).toMatchObject({ code: "InvalidParameters" });
    expect(await parameters({ commands: ["true"], executionTimeout: ["172801"] })).toMatchObject({
      code: "InvalidParameters",
    });
    expect(await parameters({ commands: ["true"], other: ["x"] })).toMatchObject({ code: "InvalidParameters" });
    expect(await errorOf(send(["true"], { TimeoutSeconds: 29 }))).toMatchObject({ code: "ValidationException" });
    expect(await errorOf(send(["true"], { DocumentName: "AWS-Other" }))).toMatchObject({ code: "InvalidDocument" });
    expect(await errorOf(look("01234567-0123-0123-0123-0123456789ab"))).toMatchObject({
      code: "InvocationDoesNotExist",
    });
    const { CommandId } = await send(["true"]);
    expect(await errorOf(look(CommandId, "i-0123456789abcdef0"))).toMatchObject({ code: "InvocationDoesNotExist" });
    const other = new GetCommandInvocationCommand({ CommandId, InstanceId: hub, PluginName: "other" });
    expect(await errorOf(ssm.send(other))).toMatchObject({ code: "InvalidPluginName" });
  });

  it("reaches no instance whose role lets no agent on it talk to Systems Manager", async () => {
    for (const id of ["i-0123456789abcdef0", await launch(), await launch("Mute")]) {
      expect(await errorOf(send(["true"], { InstanceIds: [hub, id] }))).toMatchObject({
        code: "InvalidInstanceId",
        message: `Instances [[${id}]] not in a valid state for account 111122223333`,
      });
    }
    const gone = await launch("Managed");
    await cloud.ec2.send(new TerminateInstancesCommand({ InstanceIds: [gone] }));
    expect(await errorOf(send(["true"], { InstanceIds: [gone] }))).toMatchObject({ code: "InvalidInstanceId" });
  });

  it("needs to be allowed on the document and on the instance", async () => {
    const credentials = await assume(cloud.sts, "Operator");
    const operator = new SSMClient({ ...cloud.config, credentials });
    expect(await send(["true"], {}, operator)).toMatchObject({ Status: "Pending" });
    const foreign = await launch("Managed", "web");
    const refused = await errorOf(send(["true"], { InstanceIds: [foreign] }, operator));
    expect(refused).toMatchObject({ code: "AccessDeniedException" });
    expect(refused.message).toContain(
      `ssm:SendCommand on resource: arn:aws:ec2:eu-west-1:111122223333:instance/${foreign}`,
    );
    operator.destroy();
  });
});

describe("createRunCommand and reachSsm", () => {
  const commands = () => createRunCommand(cloud.config);
  const ways = (instanceId: string) => reachSsm({ place: cloud.config, instanceOf: () => instanceId });
  const limits = { timeoutMs: 10_000 };

  it("bring back an answer and its status whole, as long as Run Command shows", async () => {
    const reach = ways(hub);
    // As BGP's tables are: long, and much the same from line to line.
    const line = (number: string) => `{"network":"10.0.0.0/24","valid":true,"bestpath":true,"metric":${number}}`;
    const table = `for i in $(seq 2000); do echo '${line("'$i'")}'; done`;
    // Run Command's agent takes an exit status of 194 for the wish to reboot.
    const { stdout, code } = await reach.run("DC1-SP1", ["sh", "-c", `${table}; exit 194`]);
    expect(code).toBe(194);
    expect(stdout.length).toBeGreaterThan(100_000);
    expect(stdout).toMatch(/^\{"network".*\n/);
    expect(stdout.endsWith(`${line("2000")}\n`)).toBe(true);
    const words = ["a b", "it's", '$HOME "x" `id`', "", "*", "line\nbreak", "grüezi"];
    expect(await reach.run("DC1-SP1", ["printf", "<%s>", ...words])).toMatchObject({
      code: 0,
      stdout: words.map((word) => `<${word}>`).join(""),
      stderr: "",
      timedOut: false,
    });
    expect(await reach.run("DC1-SP1", ["sh", "-c", "echo no >&2; exit 3"])).toMatchObject({
      code: 3,
      stdout: "",
      stderr: "no\n",
    });
    expect(await reach.run("DC1-SP1", ["sleep", "20"], { timeoutMs: 1_000 })).toMatchObject({ timedOut: true });
    await expect(reach.run("DC1-SP1", ["cat"], { stdin: "secret" })).rejects.toThrow("would keep");
    await reach.close();
  });

  it("bring back a longer one in pieces, and leave nothing behind", async () => {
    const reach = ways(hub);
    // Of chance alone, so that no packing helps: six pieces.
    const bytes = join(folder, "bytes");
    writeFileSync(bytes, randomBytes(66_000).toString("base64"));
    const { stdout, code } = await reach.run("DC1-SP1", ["sh", "-c", `cat ${bytes}; exit 7`]);
    expect(code).toBe(7);
    expect(stdout === readFileSync(bytes, "utf8")).toBe(true);
    expect(readdirSync(folder)).toEqual(["bytes"]);
    await reach.close();
  });

  it("say when a part of it is lost, and take away what others left", async () => {
    const reach = ways(hub);
    const old = join(folder, "hubshift-answer.old");
    writeFileSync(old, "");
    utimesSync(old, 0, 0);
    before = (script) => {
      const [, file] = /^tail -c \S+ (\S+)/.exec(script) ?? [];
      if (file) truncateSync(file, 50_000);
    };
    await expect(reach.run("DC1-SP1", ["head", "-c", "60000", "/dev/urandom"])).rejects.toMatchObject({
      code: "answer-cut",
      message: expect.stringMatching(/^of what head on DC1-SP1 answers, 50000 of 8\d{4} characters came back$/),
    });
    before = () => undefined;
    expect(readdirSync(folder)).toEqual(["bytes"]);
    await reach.close();
  });

  it("wait for a machine that does not answer yet", async () => {
    plane.silent.add(hub);
    const { CommandId } = await send(["echo late"]);
    await expect.poll(async () => (await look(CommandId)).Status).toBe("Delayed");
    plane.silent.delete(hub);
    expect(await ended(CommandId)).toMatchObject({ StandardOutputContent: "late\n" });
  });

  it("tell an instance that gets no command from one that answers", async () => {
    const mute = await launch("Mute");
    const reach = ways(mute);
    await expect(reach.run("DC1-SP2", ["true"])).rejects.toMatchObject({
      code: "host-unreachable",
      message: "DC1-SP2 cannot be reached: Systems Manager does not know it as a managed instance",
      hint: expect.stringContaining(mute),
    });
    await reach.close();
    const stopped = await launch("Managed");
    await cloud.ec2.send(new StopInstancesCommand({ InstanceIds: [stopped] }));
    const runs = commands();
    expect(await runs.run(stopped, "true", limits)).toEqual({
      undelivered: "Run Command says DeliveryTimedOut",
    } satisfies ScriptRun);
    runs.close();
  }, 60_000);

  it("say what AWS refuses, and stop when they are told to", async () => {
    const refused = reachSsm({
      place: { ...cloud.config, credentials: { accessKeyId: "x", secretAccessKey: "y" } },
      instanceOf: () => hub,
    });
    await expect(refused.run("DC1-SP1", ["true"])).rejects.toMatchObject({ code: "aws-refused" });
    await refused.close();
    const stop = new AbortController();
    const reach = ways(hub);
    const cancels = () =>
      cloud.journal.filter(({ kind, detail }) => kind === "api-call" && detail.operation === "CancelCommand").length;
    const earlier = cancels();
    let running = 0;
    before = () => {
      running += 1;
    };
    const asked = Promise.all(
      ["1", "2"].map((n) => reach.run("DC1-SP1", ["sleep", `5.${n}`], { signal: stop.signal })),
    );
    await expect.poll(() => running).toBe(2);
    // Now at the latest: the answers with the commands' IDs are still on their way.
    stop.abort(new Error("enough"));
    await expect(asked).rejects.toThrow("enough");
    await reach.close();
    before = () => undefined;
    expect(cancels() - earlier).toBe(2);
  });
});
