import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Command, InvalidArgumentError, Option } from "commander";
import { hubshiftError } from "../../errors/index.ts";
import { action, type Cli, type ExitCode, examples } from "../command.ts";
import type { Session } from "../session.ts";

interface CloudOptions {
  cloud: "instant" | "aws";
  port: number;
  region: string;
  account: string;
  key?: { accessKeyId: string; secretAccessKey: string };
  lenient?: "moto";
}

/** Serves until somebody stops it; then nothing of it is left. */
async function serve(
  session: Session,
  { cloud: profile, port, region, account, key, lenient }: CloudOptions,
): Promise<ExitCode> {
  const { createLocalCloud, delayProfiles } = await import("../../cloud/index.ts");
  const workDir = await mkdtemp(join(tmpdir(), "hubshift-cloud-"));
  const options = {
    profile: delayProfiles[profile],
    region,
    accountId: account,
    workDir,
    port,
    ...(key && { rootCredentials: key }),
    ...(lenient && { lenient }),
  };
  const cloud = await createLocalCloud(options).catch(async (error: NodeJS.ErrnoException) => {
    await rm(workDir, { recursive: true });
    const isTaken = error.code === "EADDRINUSE" || error.code === "EACCES";
    throw isTaken ? hubshiftError("port-taken", { port }, { cause: error }) : error;
  });
  const { accessKeyId, secretAccessKey } = cloud.rootCredentials;
  const environment = {
    AWS_ENDPOINT_URL: cloud.url,
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
    AWS_REGION: region,
    // boto3 and the older AWS CLI look here.
    AWS_DEFAULT_REGION: region,
  };
  const lines = Object.entries(environment).map(([name, value]) => `export ${name}=${value}`);
  session.print(session.json ? JSON.stringify({ url: cloud.url, region, account, environment }) : lines.join("\n"));
  session.next("paste these lines into another terminal and use any AWS client there; Ctrl-C ends this one");
  if (!session.io.signal.aborted) await once(session.io.signal, "abort");
  await cloud.close();
  return 0;
}

function portOf(text: string): number {
  const port = Number(text);
  if (!/^\d+$/.test(text) || port > 65_535) throw new InvalidArgumentError("It must be a number from 0 to 65535.");
  return port;
}

function accountOf(text: string): string {
  if (!/^\d{12}$/.test(text)) throw new InvalidArgumentError("It must be twelve digits.");
  return text;
}

/** A laboratory's key is no secret: it may stand in a command. */
function keyOf(text: string) {
  const [, accessKeyId, secretAccessKey] = /^(\w+):(\S+)$/.exec(text) ?? [];
  if (!accessKeyId || !secretAccessKey) throw new InvalidArgumentError("It must be ID:SECRET.");
  return { accessKeyId, secretAccessKey };
}

/** `hubshift cloud`: LocalCloud alone. */
export function addCloud(program: Command, cli: Cli): void {
  program
    .command("cloud")
    .summary("serve the local AWS alone, without machines and packets")
    .description(
      "Serves the laboratory's AWS on 127.0.0.1, empty but for what every account has, and prints what AWS's clients need to find " +
        "it. Instances are names that change state. Needs no root. Programs on this machine make it throttle, fail or lose events with " +
        "POST /_faults (docs/reference/localcloud.md).",
    )
    .addOption(new Option("--port <number>", "0 takes a free one").argParser(portOf).default(0))
    .addOption(
      new Option("--cloud <profile>", "how long the cloud takes: at once, or as AWS does")
        .choices(["instant", "aws"])
        .default("instant"),
    )
    .option("--region <name>", "the region that it suggests; it serves them all", "eu-central-1")
    .addOption(new Option("--account <id>", "the account's ID").argParser(accountOf).default("111122223333"))
    .addOption(new Option("--key <id:secret>", "the root user's access key (default: test:test)").argParser(keyOf))
    .addOption(
      new Option(
        "--lenient <emulator>",
        "differ from AWS where this emulator does, for tests that were written against it",
      ).choices(["moto"]),
    )
    .addHelpText(
      "after",
      examples(
        ["hubshift cloud", "an endpoint for the AWS CLI, boto3 and the SDKs"],
        ["hubshift cloud --port 4566 --json", "at a known port, for a script"],
        ["hubshift cloud --lenient moto", "for tests that were written against moto"],
      ),
    )
    .action(action<CloudOptions>(cli, serve));
}
