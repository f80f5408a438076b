import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { InstanceCredentials } from "../cloud/index.ts";
import type { WanPlan } from "../plan/index.ts";
import { type FileTree, packageRoot } from "../system/index.ts";
import { API_URL } from "./relay.ts";

const ENVIRONMENT_FILE = "etc/hubshift/agent.env";

/** What the SDK finds by itself on an instance: the endpoint, the region, and the credentials of the instance's role. */
function environment({ region }: WanPlan, credentials: InstanceCredentials): string {
  const variables = {
    AWS_ENDPOINT_URL: API_URL,
    AWS_REGION: region,
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    AWS_SESSION_TOKEN: credentials.sessionToken,
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: "true",
  };
  return Object.entries(variables)
    .map(([name, value]) => `${name}=${value}\n`)
    .join("");
}

/** What the agent of a hub needs besides the rendered files: its program, and the laboratory's AWS in place of the real one. */
export async function agentFiles(plan: WanPlan, credentials: InstanceCredentials): Promise<FileTree> {
  const program = await readFile(join(packageRoot(), "dist", "agent", "hubshift-agent.mjs"), "utf8");
  return new Map([
    ["opt/hubshift/hubshift-agent.mjs", program],
    [ENVIRONMENT_FILE, environment(plan, credentials)],
    [
      "etc/systemd/system/hubshift-agent.service.d/laboratory.conf",
      `[Service]\nEnvironmentFile=/${ENVIRONMENT_FILE}\n`,
    ],
  ]);
}
