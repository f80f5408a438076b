import { Argument, type Command } from "commander";
import type { NamedInstance } from "../../aws/index.ts";
import { hubshiftError } from "../../errors/index.ts";
import { action, type Cli, type ExitCode, examples } from "../command.ts";
import { type DeployedOptions, type DeployedWan, labOption, onDeployed, withLab } from "../deployed.ts";
import type { Session } from "../session.ts";

function hubNamed({ wan, resources: { primary, standby } }: DeployedWan, name: string): NamedInstance {
  const hub = [primary, standby].find((known) => known.name === name);
  if (!hub) throw hubshiftError("hub-unknown", { hub: name, wan, hubs: [primary.name, standby.name] });
  return hub;
}

function nextStep(deployed: DeployedWan, hub: NamedInstance, on: boolean, holds: boolean): string {
  const { primary } = deployed.resources;
  const isPrimary = hub === primary;
  const lab = labOption(deployed);
  if (!on && isPrimary && !holds)
    return `it gets the address back once it is ready; \`hubshift failback${lab}\` at once`;
  if (!on) return `\`hubshift maintenance on ${hub.name}${lab}\` before you work on it again`;
  if (holds)
    return `it still holds the address: \`hubshift ${isPrimary ? "failover" : "failback"}${lab}\` moves it away`;
  return `work on ${hub.name}, then \`hubshift maintenance off ${hub.name}${lab}\``;
}

async function maintenance(
  session: Session,
  options: DeployedOptions,
  [state = "", name = ""]: string[],
): Promise<ExitCode> {
  return onDeployed<ExitCode>(session, options, async (deployed) => {
    const { aws, resources, wan } = deployed;
    const on = state === "on";
    const hub = hubNamed(deployed, name);
    await aws.setMaintenance(hub.instanceId, on);
    const { holder } = await aws.readAddress(resources.allocationId);
    const holds = holder === hub.instanceId;
    if (session.json)
      session.print(JSON.stringify({ wan, hub: hub.name, maintenance: on, holdsAddress: holds }, null, 2));
    else session.print(`${hub.name}: maintenance ${state}`);
    session.next(nextStep(deployed, hub, on, holds));
    return 0;
  });
}

/** `hubshift maintenance on|off HUB`: an operator works on a hub, or has done. */
export function addMaintenance(program: Command, cli: Cli): void {
  withLab(program.command("maintenance"))
    .summary("keep the address away from a hub while somebody works on it")
    .description(
      "Says that somebody works on a hub, or has done: while it is on, no failback goes there, and a failover only when " +
        "no other hub runs. It moves nothing by itself.",
    )
    .addArgument(new Argument("<switch>", "on or off").choices(["on", "off"]))
    .argument("<host>", "a hub's name")
    .addHelpText(
      "after",
      examples(
        ["hubshift maintenance on DC1-SP1", "before you work on it; then `hubshift failover`"],
        ["hubshift maintenance off DC1-SP1", "done: it gets the address back when it is ready"],
        ["hubshift maintenance on DC1-SP1 --lab dc1", "in a laboratory"],
      ),
    )
    .action(action(cli, maintenance));
}
