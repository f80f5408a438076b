import type { Command } from "commander";
import type { LabStatus } from "../../../lab/index.ts";
import { action, type Cli, type ExitCode, examples } from "../../command.ts";
import type { Session } from "../../session.ts";
import { table } from "../../table.ts";
import { labName, type NamedLab, withName } from "./name.ts";

/** A laboratory's status with the name of the hub that holds the Elastic IP; `nobody` when none does. */
export type HeldStatus = LabStatus & { holder: string };

/** Asks the laboratory's cloud who holds the address. */
export async function withHolder(status: LabStatus): Promise<HeldStatus> {
  const { createAws } = await import("../../../aws/index.ts");
  const { cloudUrl: endpoint, credentials, region, allocationId, instances } = status;
  if (allocationId === undefined) return { ...status, holder: "nobody" };
  const address = await createAws({ endpoint, region, credentials }).readAddress(allocationId);
  const [holder] = Object.entries(instances).find(([, instanceId]) => instanceId === address.holder) ?? ["nobody"];
  return { ...status, holder };
}

/** How the laboratory's cloud is reached with AWS's own command line. Its root key is the same everywhere, and no secret. */
function awsCommand({ credentials, cloudUrl }: LabStatus): string {
  const { accessKeyId, secretAccessKey } = credentials;
  return `AWS_ACCESS_KEY_ID=${accessKeyId} AWS_SECRET_ACCESS_KEY=${secretAccessKey} aws --endpoint-url ${cloudUrl}`;
}

function deployedText({ allocationId, hubAddress, holder }: HeldStatus): string {
  if (allocationId === undefined) return "nothing deployed";
  return `Elastic IP ${hubAddress} (${allocationId}) held by ${holder}`;
}

/** A laboratory for a person: where its cloud answers, who holds the address, and every host. */
export function statusText(session: Session, status: HeldStatus): string {
  const rows = status.hosts.map((host) => [
    ...[host.name, host.kind, host.state, host.pid === undefined ? "-" : String(host.pid)],
    status.instances[host.name] ?? "-",
  ]);
  return [
    `lab ${status.name}: WAN ${status.wan}, ${deployedText(status)}`,
    `cloud ${status.cloud} in ${status.region}: ${awsCommand(status)}`,
    "",
    table(session, ["HOST", "KIND", "STATE", "PID", "INSTANCE"], rows),
  ].join("\n");
}

/** How a WAN gets into a laboratory that was built without. */
export function deployAdvice({ name }: LabStatus): string {
  return `\`hubshift deploy --lab ${name}\` or AWS's own tools bring the WAN there, \`hubshift drill --lab ${name}\` then breaks it`;
}

/** What to look at next: a laboratory with nothing in it has no router that could tell anything. */
export function statusAdvice(status: LabStatus): string {
  const router = status.hosts.findLast(({ kind }) => kind === "site");
  if (status.allocationId === undefined || router === undefined) return deployAdvice(status);
  return `\`hubshift lab exec ${router.name} -- vtysh -c 'show ip bgp summary'\``;
}

async function show(session: Session, options: NamedLab): Promise<ExitCode> {
  const { labStatus } = await import("../../../lab/index.ts");
  const status = await withHolder(await labStatus(await labName(options)));
  session.print(session.json ? JSON.stringify(status, null, 2) : statusText(session, status));
  session.next(statusAdvice(status));
  return 0;
}

/** `hubshift lab status`: hosts, instances and the cloud's endpoint. */
export function addLabStatus(lab: Command, cli: Cli): void {
  withName(lab.command("status"))
    .summary("show hosts, instances and the cloud's endpoint")
    .description(
      "Shows a running laboratory: its hosts, their instances, who holds the Elastic IP, and where its cloud answers.",
    )
    .addHelpText(
      "after",
      examples(
        ["hubshift lab status", "tables"],
        ["hubshift lab status --json | jq -r .holder", "who holds the Elastic IP"],
      ),
    )
    .action(action(cli, show));
}
