import { Argument, type Command } from "commander";
import { action, type Cli, examples } from "../command.ts";
import { completionScript, type Shell } from "../completion.ts";

/** `hubshift completion`: a script that teaches a shell the commands, their options and the hosts' names. */
export function addCompletion(program: Command, cli: Cli): void {
  program
    .command("completion")
    .summary("print a completion script for a shell")
    .description("Prints a script that completes hubshift's commands, options and host names in your shell.")
    .addArgument(new Argument("<shell>", "which shell").choices(["bash", "zsh", "fish"]))
    .addHelpText(
      "after",
      examples(
        ["source <(hubshift completion bash)", "this bash, now"],
        ["hubshift completion zsh > ~/.zfunc/_hubshift", "zsh, from the next start on"],
        ["hubshift completion fish > ~/.config/fish/completions/hubshift.fish", "fish"],
      ),
    )
    .action(
      action(cli, async (session, _options, operands) => {
        session.print(completionScript(operands[0] as Shell, program));
        return 0;
      }),
    );
}
