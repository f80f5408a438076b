import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { type FileTree, packageRoot } from "../system/index.ts";
import { METADATA_ADDRESS } from "./addressing.ts";
import { API_URL } from "./relay.ts";

/** What the laboratory's machine image brings along, below the host's root. */
export const IMAGE_FOLDER = "opt/laboratory";

const ENVIRONMENT_FILE = `${IMAGE_FOLDER}/environment`;

/**
 * Stands for cloud-init: fetches the user data of the instance and runs it. Packages are this machine's, and units are started by
 * the host's init, which reads what the user data has put there: what installs and starts them has nothing to do.
 */
const CLOUD_INIT = `import os, subprocess, urllib.request

METADATA = "http://${METADATA_ADDRESS}/latest/"
BIN = "/run/laboratory/bin/"
PROGRAM = "/run/laboratory/user-data"


def ask(path, method, headers):
    with urllib.request.urlopen(urllib.request.Request(METADATA + path, headers=headers, method=method), timeout=5) as answer:
        return answer.read()


def write(file, content):
    with open(file, "wb") as out:
        out.write(content)
    os.chmod(file, 0o700)


token = ask("api/token", "PUT", {"X-aws-ec2-metadata-token-ttl-seconds": "60"}).decode()
os.makedirs(BIN)
for name in ("apt-get", "dpkg-query", "systemctl"):
    write(BIN + name, b"#!/bin/sh\\n")
write(PROGRAM, ask("user-data", "GET", {"X-aws-ec2-metadata-token": token}))
subprocess.run([PROGRAM], env={**os.environ, "PATH": BIN + ":" + os.environ["PATH"]}, check=True)
`;

/** Where AWS is, for whatever speaks to it. Credentials come from the instance's metadata, as on AWS. */
const ENVIRONMENT = `AWS_ENDPOINT_URL=${API_URL}
AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED=true
`;

const UNIT_SETTINGS = `[Service]
EnvironmentFile=/${ENVIRONMENT_FILE}
`;

/** The disk of an instance before its first boot. `hasUserData`: it is to become what that says. */
export function imageFiles({ hasUserData }: { hasUserData: boolean }): FileTree {
  return new Map([
    [ENVIRONMENT_FILE, ENVIRONMENT],
    ["etc/systemd/system/hubshift-agent.service.d/laboratory.conf", UNIT_SETTINGS],
    ...(hasUserData ? [[`${IMAGE_FOLDER}/cloud-init.py`, CLOUD_INIT] as const] : []),
  ]);
}

/** The agent's program, for an image that has a hub's files in it already. */
export async function agentProgram(): Promise<FileTree> {
  const program = await readFile(join(packageRoot(), "dist", "agent", "hubshift-agent.mjs"), "utf8");
  return new Map([["opt/hubshift/hubshift-agent.mjs", program]]);
}
