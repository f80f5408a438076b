import { writeFile } from "node:fs/promises";
import { resolve } from "node:path";
import type { Command } from "commander";
import type { Adoption, FileIssue } from "../../adopt/index.ts";
import { hubshiftError } from "../../errors/index.ts";
import { action, type Cli, type ExitCode, examples } from "../command.ts";
import { readHostFiles } from "../host-files.ts";
import { writing } from "../out.ts";
import type { Session } from "../session.ts";
import { displayed } from "../wan.ts";
import { wanValue } from "../wan-value.ts";

interface AdoptOptions {
  out?: string;
  force?: boolean;
  name?: string;
  region?: string;
}

async function refuse(session: Session, issues: readonly FileIssue[]): Promise<never> {
  const { formatIssue } = await import("../../spec/index.ts");
  if (session.json) session.print(JSON.stringify({ ok: false, issues }, null, 2));
  for (const issue of issues) session.note(formatIssue(issue.file, issue));
  throw hubshiftError("adopt-unreadable", { count: issues.length });
}

/** What came of it, for a person; the differences are in the file, too. */
function report(session: Session, adoption: Adoption, file: string | undefined): void {
  const { hubs, sites, differences, leftOut, presharedKeys } = adoption;
  const count = (n: number, what: string) => `${n} ${what}${n === 1 ? "" : "s"}`;
  if (file !== undefined) session.print(`wrote ${file}`);
  session.note(`${count(hubs.length, "hub")} (${hubs.join(", ")}), ${count(sites.length, "site")}`);
  for (const host of leftOut) session.note(`left out: ${host}: no hub has a tunnel to it`);
  const preshared = presharedKeys.flatMap(({ interfaces }) => interfaces).length;
  if (preshared > 0)
    session.note(`left out: the PresharedKeys in ${count(preshared, "file")}: see the top of the wan.yaml`);
  if (differences.length > 0)
    session.note(`rendering it would change ${count(differences.length, "fact")}: see the top of the file`);
}

async function adopt(session: Session, options: AdoptOptions, folders: string[]): Promise<ExitCode> {
  const { cwd } = session.io;
  const name = await wanValue("--name", "name", options.name);
  const region = await wanValue("--region", "region", options.region);
  const hosts = await readHostFiles(folders, cwd);
  const { adopt: adoptHosts } = await import("../../adopt/index.ts");
  const adoption = adoptHosts(hosts, { name, region });
  if (!adoption.ok) return refuse(session, adoption.issues);
  const file = options.out === undefined ? undefined : resolve(cwd, options.out);
  const shown = file && displayed(file, cwd);
  if (file && shown) {
    const flag = options.force ? "w" : "wx";
    await writing(shown, () => writeFile(file, adoption.text, { flag }), "out-exists");
  }
  const { text, issues, ...facts } = adoption;
  const complete = issues.length === 0;
  if (session.json) session.print(JSON.stringify({ ...facts, ok: complete, file, text, issues }, null, 2));
  else {
    if (!shown) session.print(text);
    report(session, adoption, shown);
  }
  const { formatIssue } = await import("../../spec/index.ts");
  for (const issue of issues) session.note(formatIssue(shown ?? "wan.yaml", issue));
  session.next(
    complete ? "put your private keys into keys/, then `hubshift render`" : "complete it, then `hubshift check`",
  );
  return complete ? 0 : 1;
}

/** `hubshift adopt`: a wan.yaml from configurations that exist. */
export function addAdopt(program: Command, cli: Cli): void {
  program
    .command("adopt")
    .summary("write the wan.yaml of hubs and sites that exist")
    .description(
      "Reads the WireGuard and FRR files of hubs and sites that exist, and writes the wan.yaml that describes them. " +
        "Each DIR is one host's folder or holds such folders, with etc/wireguard/*.conf and etc/frr/frr.conf, or wg*.conf " +
        "and frr.conf. What the files do not tell, and what rendering the result would change, stands there as a comment. " +
        "Private and preshared keys are not taken over. Exits with 1 when the file needs completing by hand.",
    )
    .argument("<dir...>", "folders with configurations")
    .option("-o, --out <file>", "file to write; without it the wan.yaml is printed")
    .option("--force", "overwrite the file")
    .option("--name <name>", "name of the WAN (default: what the hubs' names have in common)")
    .option("--region <region>", "AWS region of the hubs (default: us-east-1)")
    .addHelpText(
      "after",
      examples(
        ["hubshift adopt hosts --out wan.yaml", "from hosts/HOST/etc/..., as `hubshift render` writes it"],
        ["hubshift adopt backup/hub1 backup/hub2 backup/site1", "from one folder per host, printed"],
        ["hubshift adopt hosts --json | jq .differences", "what rendering would change"],
      ),
    )
    .action(action(cli, adopt));
}
