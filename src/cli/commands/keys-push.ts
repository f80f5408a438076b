import type { Command } from "commander";
import { action, type Cli, type ExitCode, examples } from "../command.ts";
import { type DeployedOptions, labOption, onAccount, withLab } from "../deployed.ts";
import { pushedTable, pushKeys } from "../hub-secrets.ts";
import { readKeys } from "../keyring.ts";
import type { Session } from "../session.ts";
import { loadWan } from "../wan.ts";

async function push(session: Session, options: DeployedOptions): Promise<ExitCode> {
  const wan = await loadWan(session);
  const ring = await readKeys(wan);
  const { plan } = wan;
  return onAccount<ExitCode>(session, { lab: options.lab, plan }, async (account) => {
    const outcomes = await pushKeys(account, { plan, ring, signal: session.io.signal });
    const { region } = account;
    if (session.json)
      session.print(JSON.stringify({ wan: plan.name, region, keys: Object.fromEntries(outcomes) }, null, 2));
    else session.print(pushedTable(session, outcomes));
    session.next(
      [...outcomes.values()].includes("changed")
        ? "hubs that run keep the key they booted with; `hubshift keys rotate hubs` replaces it on hubs and sites that run"
        : `\`hubshift deploy${labOption(options)}\` makes the hubs that fetch them when they boot`,
    );
    return 0;
  });
}

/** `hubshift keys push`: the hubs' private keys to where they fetch them. */
export function addKeysPush(keys: Command, cli: Cli): void {
  withLab(keys.command("push"))
    .summary("put the hubs' private keys into AWS's parameter store")
    .description(
      "Puts the private keys that the hubs fetch when they boot into Systems Manager's parameter store, as SecureStrings. Sites' " +
        "keys stay here. What is there already is left alone. Never prints a private key.",
    )
    .addHelpText(
      "after",
      examples(
        ["hubshift keys push", "of the WAN of ./wan.yaml, to AWS"],
        ["hubshift keys push --lab dc1 --json", "to a laboratory's cloud, for a script"],
      ),
    )
    .action(action(cli, push));
}
