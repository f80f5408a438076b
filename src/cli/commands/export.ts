import { resolve } from "node:path";
import type { Command } from "commander";
import { action, type Cli, type ExitCode, examples } from "../command.ts";
import { draftKeys } from "../keyring.ts";
import { writing } from "../out.ts";
import type { Session } from "../session.ts";
import { displayed, loadWan } from "../wan.ts";

interface ExportOptions {
  out?: string;
  hubAddress?: string;
}

async function exportSite(session: Session, options: ExportOptions, [site = ""]: string[]): Promise<ExitCode> {
  const wan = await loadWan(session, { hubAddress: options.hubAddress });
  const { ring, keep } = await draftKeys(session, wan);
  const { renderSitePackage } = await import("../../render/index.ts");
  const { archiveOf, writeSecret } = await import("../../system/index.ts");
  const tree = renderSitePackage(wan.plan, ring, site);
  await keep();
  const file = resolve(session.io.cwd, options.out ?? `${site}.tar.gz`);
  const name = displayed(file, session.io.cwd);
  await writing(name, () => writeSecret(file, archiveOf(site, tree)));
  const privateKey = ring.sites.get(site)?.privateKey !== undefined;
  if (session.json) session.print(JSON.stringify({ file, site, privateKey, files: [...tree.keys()] }, null, 2));
  else
    session.print(`wrote ${name} (${tree.size} files, mode 600${privateKey ? ", with the site's private key" : ""})`);
  session.next(`on the site's router: tar xzf ${site}.tar.gz && sudo sh ${site}/install.sh`);
  return 0;
}

/** `hubshift export`: one site's files and the script that installs them. */
export function addExport(program: Command, cli: Cli): void {
  program
    .command("export")
    .summary("write an archive that sets up one site's router")
    .description(
      "Writes a tar.gz for a plain Debian 12 machine: the site's files, and an install.sh that installs the packages, keeps " +
        "what it replaces, starts the services and waits for a hub's answer. `install.sh --uninstall` undoes it. The archive " +
        "holds the site's private key where keys/ has it: copy it over a safe way, and delete it there.",
    )
    .argument("<site>", "the site")
    .option("-o, --out <file>", "file to write (default: SITE.tar.gz)")
    .option("--hub-address <ip>", "the Elastic IP that sites dial, where wan.yaml does not name it")
    .addHelpText(
      "after",
      examples(
        ["hubshift export SITE1-LF1", "write ./SITE1-LF1.tar.gz"],
        ["hubshift export BRANCH --hub-address 203.0.113.10", "with the address that a deployment gave"],
      ),
    )
    .action(action(cli, exportSite));
}
