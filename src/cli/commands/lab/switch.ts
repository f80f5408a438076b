import type { Command } from "commander";
import { action, type Cli, examples } from "../../command.ts";
import { labName, type NamedLab, withName } from "./name.ts";

interface Switch {
  verb: "stop" | "start";
  summary: string;
  done: string;
  next: string;
}

function addSwitch(lab: Command, cli: Cli, { verb, summary, done, next }: Switch): void {
  withName(lab.command(verb))
    .summary(summary)
    .description(`Does to a hub what EC2's ${verb}-instances does, and to a site what its power switch does.`)
    .argument("<host>", "a hub or a site")
    .addHelpText(
      "after",
      examples(
        [`hubshift lab ${verb} DC1-SP1`, `${verb} the primary hub`],
        [`hubshift lab ${verb} SITE1-LF1`, `${verb} a site`],
      ),
    )
    .action(
      action<NamedLab>(cli, async (session, options, [host = ""]) => {
        const { attachLab } = await import("../../../lab/index.ts");
        await (await attachLab(await labName(options)))[verb](host);
        session.print(session.json ? JSON.stringify({ host, [done]: true }) : `${host}: ${done}`);
        session.next(next);
        return 0;
      }),
    );
}

/** `hubshift lab stop`: a hub or a site goes off. */
export function addLabStop(lab: Command, cli: Cli): void {
  const next = "`hubshift lab status` shows the hosts, `hubshift lab start HOST` brings it back";
  addSwitch(lab, cli, { verb: "stop", summary: "stop a hub's instance, or switch a site off", done: "stopped", next });
}

/** `hubshift lab start`: a hub or a site comes back. */
export function addLabStart(lab: Command, cli: Cli): void {
  const next = "`hubshift lab status` shows the hosts";
  addSwitch(lab, cli, { verb: "start", summary: "start a hub's instance, or switch a site on", done: "started", next });
}
