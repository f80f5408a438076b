import { type Command, Option } from "commander";
import type { CheckedHosts, FileIssue } from "../../adopt/index.ts";
import { hubshiftError } from "../../errors/index.ts";
import { action, type Cli, type ExitCode, examples } from "../command.ts";
import { readHostFiles } from "../host-files.ts";
import type { Session } from "../session.ts";
import { InvalidWan, type LoadedWan, loadWan } from "../wan.ts";

interface CheckOptions {
  schema?: boolean;
  from?: string[];
}

function showChecked(session: Session, wan: LoadedWan): void {
  const { plan, file } = wan;
  const { from, to } = plan.firewall.wireguardPorts;
  session.print(
    `${session.colors.green("ok")}: ${file}: WAN ${plan.name} (${plan.profile}) in ${plan.region}: ` +
      `${plan.hubs.length} hubs, ${plan.sites.length} ${plan.sites.length === 1 ? "site" : "sites"}, tunnels on UDP ${from}-${to}\n` +
      "checked: keys and types, names, AS numbers, addresses and prefixes, transit networks, ports, keys",
  );
  session.next("`hubshift plan` shows every derived address, `hubshift drill` proves the failover");
}

function showHosts(session: Session, { hosts, tunnels, links, neighbors }: CheckedHosts["seen"]): void {
  session.print(
    `${session.colors.green("ok")}: ${hosts} hosts, ${tunnels} ends of tunnels (${links} with the other end here), ` +
      `${neighbors} BGP neighbors\n` +
      "checked: AllowedIPs and routes, prefixes with two owners, silence of a standby, MTU, PresharedKeys, keepalives, OSPF, router IDs",
  );
  session.next("`hubshift adopt` makes a wan.yaml of them");
}

/** Checks files that exist. Throws `configurations-wrong` once every mistake is said. */
async function checkFolders(session: Session, folders: readonly string[]): Promise<ExitCode> {
  const hosts = await readHostFiles(folders, session.io.cwd);
  const { checkHosts } = await import("../../adopt/index.ts");
  const { seen, issues } = checkHosts(hosts);
  const ok = issues.length === 0;
  if (session.json) session.print(JSON.stringify({ ok, seen, issues }, null, 2));
  if (!ok) return refuse(session, issues);
  if (!session.json) showHosts(session, seen);
  return 0;
}

async function refuse(session: Session, issues: readonly FileIssue[]): Promise<never> {
  const { formatIssue } = await import("../../spec/index.ts");
  for (const issue of issues) session.note(formatIssue(issue.file, issue));
  throw hubshiftError("configurations-wrong", { count: issues.length });
}

async function check(session: Session, options: CheckOptions): Promise<ExitCode> {
  if (options.schema) {
    const { wanJsonSchema } = await import("../../spec/index.ts");
    session.print(JSON.stringify(wanJsonSchema(), null, 2));
    return 0;
  }
  if (options.from) return checkFolders(session, options.from);
  try {
    const wan = await loadWan(session);
    if (session.json)
      session.print(JSON.stringify({ ok: true, file: wan.file, wan: wan.plan.name, issues: [] }, null, 2));
    else showChecked(session, wan);
    return 0;
  } catch (error) {
    if (session.json && error instanceof InvalidWan) {
      session.print(JSON.stringify({ ok: false, file: error.file, issues: error.issues }, null, 2));
    }
    throw error;
  }
}

/** `hubshift check`: is the wan.yaml right? */
export function addCheck(program: Command, cli: Cli): void {
  program
    .command("check")
    .summary("check a wan.yaml, or configurations that exist")
    .description(
      "Checks a wan.yaml and reports everything that is wrong with it at once, with line and column. With --from, checks the " +
        "WireGuard and FRR files of hubs and sites that exist instead, for what lets every file load and no packet through.",
    )
    .option("--schema", "print the JSON Schema of wan.yaml instead, for editors")
    .addOption(
      new Option(
        "--from <dir...>",
        "check the files below: one host's folder, or a folder per host, as for `adopt`",
      ).conflicts("schema"),
    )
    .addHelpText(
      "after",
      examples(
        ["hubshift check", "check ./wan.yaml"],
        ["hubshift check --wan dc2.yaml --json", "the issues as JSON"],
        ["hubshift check --from backup/hub1 backup/site1", "the wg*.conf and frr.conf that you have"],
        ["hubshift check --schema > wan.schema.json", "completion and checks in an editor"],
      ),
    )
    .action(action(cli, check));
}
