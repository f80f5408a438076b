import { execFile } from "node:child_process";
import { resolve } from "node:path";
import { promisify } from "node:util";
import type { Place } from "./left-over.ts";

const run = promisify(execFile);
const CDK = resolve(import.meta.dirname, "../../../node_modules/aws-cdk/bin/cdk");

/** The CDK's own command line against LocalCloud, as a user has it: nothing of this machine's home or credentials. Gives all that it prints. */
export function cdkAgainst({ endpoint, credentials, region }: Place, home: string) {
  const env = {
    PATH: process.env.PATH ?? "",
    HOME: home,
    AWS_ENDPOINT_URL: endpoint,
    AWS_REGION: region,
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    AWS_EC2_METADATA_DISABLED: "true",
    CDK_DISABLE_CLI_TELEMETRY: "true",
  };
  /** Rejects when it exits with another code than 0. */
  return async (command: string, assembly: string, ...options: string[]): Promise<string> => {
    const args = [CDK, command, "--app", assembly, "--no-notices", "--no-color", ...options];
    const { stdout, stderr } = await run(process.execPath, args, { env, cwd: home });
    return stdout + stderr;
  };
}
