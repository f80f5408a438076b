import { join, resolve } from "node:path";
import type { Command } from "commander";
import { hubshiftError } from "../../errors/index.ts";
import type { HostTree } from "../../render/index.ts";
import { action, type Cli, type ExitCode, examples } from "../command.ts";
import { draftKeys } from "../keyring.ts";
import { writing } from "../out.ts";
import type { Session } from "../session.ts";
import { displayed, loadWan } from "../wan.ts";

interface RenderOptions {
  out?: string;
  host?: string;
  hubAddress?: string;
  redacted?: boolean;
}

/** The tree without secrets: fit to be shown, compared and committed. */
function redact(tree: HostTree): HostTree {
  return new Map(
    [...tree].map(([path, text]) => [path, text.replace(/^(\s*(?:PrivateKey|PresharedKey)\s*=).*$/gm, "$1 (hidden)")]),
  );
}

async function renderTrees(session: Session, options: RenderOptions): Promise<Map<string, HostTree>> {
  const wan = await loadWan(session, { hubAddress: options.hubAddress });
  const { renderHost, renderHosts } = await import("../../render/index.ts");
  const { ring, keep } = await draftKeys(session, wan);
  const trees = options.host
    ? new Map([[options.host, renderHost(wan.plan, ring, options.host)]])
    : renderHosts(wan.plan, ring);
  await keep();
  return options.redacted ? new Map([...trees].map(([host, tree]) => [host, redact(tree)])) : trees;
}

async function writeTrees(session: Session, trees: ReadonlyMap<string, HostTree>, out: string): Promise<void> {
  const { writeTree } = await import("../../system/index.ts");
  const root = resolve(session.io.cwd, out);
  const hosts: Record<string, { written: string[]; unchanged: string[] }> = {};
  await writing(displayed(root, session.io.cwd), async () => {
    for (const [host, tree] of trees) hosts[host] = await writeTree(join(root, host), tree);
  });
  if (session.json) {
    session.print(JSON.stringify({ out: root, hosts }, null, 2));
    return;
  }
  for (const [host, { written, unchanged }] of Object.entries(hosts)) {
    session.print(
      `${displayed(join(root, host), session.io.cwd)}: ${written.length} written, ${unchanged.length} unchanged`,
    );
  }
}

function printTrees(session: Session, trees: ReadonlyMap<string, HostTree>): void {
  if (session.json) {
    const hosts = Object.fromEntries([...trees].map(([host, tree]) => [host, Object.fromEntries(tree)]));
    session.print(JSON.stringify(hosts, null, 2));
    return;
  }
  for (const [host, tree] of trees) {
    for (const [path, text] of tree) session.print(`${session.colors.bold(`==> ${host}/${path}`)}\n${text}`);
  }
}

async function render(session: Session, options: RenderOptions): Promise<ExitCode> {
  if (!options.out && !options.redacted) throw hubshiftError("render-where", undefined);
  const trees = await renderTrees(session, options);
  if (options.out) await writeTrees(session, trees, options.out);
  else printTrees(session, trees);
  session.next("copy each folder's etc/ onto its host, or run the WAN here with `hubshift lab up`");
  return 0;
}

/** `hubshift render`: every host's configuration files. */
export function addRender(program: Command, cli: Cli): void {
  program
    .command("render")
    .summary("write every host's WireGuard, FRR, firewall and sysctl files")
    .description(
      "Writes DIR/HOST/etc/... for every host. Keys that are missing are created in keys/ beside the wan.yaml.",
    )
    .option("-o, --out <dir>", "folder to write to")
    .option("--host <name>", "this host only")
    .option("--hub-address <ip>", "the Elastic IP that sites dial, where wan.yaml does not name it")
    .option("--redacted", "without private keys; without --out, print the files")
    .addHelpText(
      "after",
      examples(
        ["hubshift render --out hosts", "write hosts/HOST/etc/..."],
        ["hubshift render --redacted --host DC1-SP1", "show one host's files"],
        ["hubshift render --out hosts --hub-address 203.0.113.10", "with the address that a deployment gave"],
      ),
    )
    .action(action(cli, render));
}
