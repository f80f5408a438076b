import type { Command } from "commander";
import { action, type Cli, type ExitCode, examples } from "../command.ts";
import { draftKeys } from "../keyring.ts";
import type { Session } from "../session.ts";
import { table } from "../table.ts";
import { displayed, loadWan } from "../wan.ts";
import { addKeysPush } from "./keys-push.ts";
import { addKeysRotate } from "./keys-rotate.ts";

async function keys(session: Session): Promise<ExitCode> {
  const wan = await loadWan(session);
  const { ring, folder, keep } = await draftKeys(session, wan);
  const created = await keep();
  const sites = [...ring.sites].map(([name, site]) => ({
    name,
    publicKey: site.publicKey,
    private: site.privateKey === undefined ? "at the site" : "here",
  }));
  const links = [...ring.links].map(([name, { publicKey }]) => ({
    name: `${name} hub link`,
    publicKey,
    private: "here",
  }));
  const all = [
    { name: wan.plan.hubs.map((hub) => hub.name).join(", "), publicKey: ring.hub.publicKey, private: "here" },
    ...links,
    ...sites,
  ];
  if (session.json) {
    session.print(JSON.stringify({ folder, created, keys: all }, null, 2));
    return 0;
  }
  session.print(
    `${table(
      session,
      ["HOST", "PUBLIC KEY", "PRIVATE KEY"],
      all.map((key) => Object.values(key)),
    )}\n`,
  );
  session.print(`${created.length} created, ${all.length} in all, in ${displayed(folder, session.io.cwd)}`);
  session.next("`hubshift render --out hosts` puts them into the hosts' files");
  return 0;
}

/** `hubshift keys`: the WireGuard keys, made where they are missing. */
export function addKeys(program: Command, cli: Cli): void {
  const command = program
    .command("keys")
    .helpCommand(false)
    .summary("create the WireGuard keys that are missing")
    .description(
      "Creates the WireGuard keys that are missing in keys/ beside the wan.yaml, and shows the public ones. Never prints a private key.",
    )
    .addHelpText(
      "after",
      examples(["hubshift keys", "create what is missing, show public keys"], ["hubshift keys --json", "for a script"]),
    )
    .action(action(cli, keys));
  addKeysPush(command, cli);
  addKeysRotate(command, cli);
}
