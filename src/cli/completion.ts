import type { Command } from "commander";

export type Shell = "bash" | "zsh" | "fish";

interface Word {
  word: string;
  meaning: string;
}

/** What can follow one command: ` lab exec` for the path, `` for hubshift itself. */
interface Place {
  path: string;
  /** Subcommands, and values that an operand can take. */
  commands: Word[];
  options: Word[];
  /** Whether a host's name can follow. */
  hosts: boolean;
}

/** Prints host names one per line, or nothing where there is no wan.yaml: what completion asks when a host's name can follow. */
const HOSTS = "hubshift plan --hosts 2>/dev/null";

function optionWords(command: Command): Word[] {
  return command
    .createHelp()
    .visibleOptions(command)
    .concat(command.createHelp().visibleGlobalOptions(command))
    .flatMap((option) => (option.long ? [{ word: option.long, meaning: option.description }] : []));
}

function choices(command: Command): Word[] {
  return command.registeredArguments.flatMap((argument) =>
    (argument.argChoices ?? []).map((word) => ({ word, meaning: argument.description })),
  );
}

function placesOf(command: Command, path = ""): Place[] {
  const visible = command.createHelp().visibleCommands(command);
  const here: Place = {
    path,
    commands: visible.map((child) => ({ word: child.name(), meaning: child.summary() })).concat(choices(command)),
    options: optionWords(command),
    hosts: command.registeredArguments.some((argument) => ["host", "site"].includes(argument.name())),
  };
  return [here, ...visible.flatMap((child) => placesOf(child, `${path} ${child.name()}`))];
}

/** The two shell arrays differ; how the words typed so far lead to a place does not. */
function caseScript(places: Place[], typed: string, offer: (words: string) => string): string {
  const paths = places.filter((place) => place.path !== "").map((place) => `"${place.path}"`);
  const offers = places.map((place) => {
    const words = [...place.commands, ...place.options].map(({ word }) => word).join(" ");
    return `    "${place.path}") ${offer(place.hosts ? `${words} $(${HOSTS})` : words)} ;;`;
  });
  return `  local place="" word
  for word in ${typed}; do
    case "$place $word" in
      ${paths.join("|")}) place="$place $word" ;;
    esac
  done
  case "$place" in
${offers.join("\n")}
  esac`;
}

function bash(places: Place[]): string {
  const offer = (words: string) => `COMPREPLY=($(compgen -W "${words}" -- "\${COMP_WORDS[COMP_CWORD]}"))`;
  return `# hubshift completion for bash
_hubshift() {
${caseScript(places, `"\${COMP_WORDS[@]:1:COMP_CWORD-1}"`, offer)}
}
complete -o default -F _hubshift hubshift`;
}

function zsh(places: Place[]): string {
  const offer = (words: string) => `compadd -- \${=:-"${words}"}; _files`;
  return `#compdef hubshift
_hubshift() {
${caseScript(places, `"\${(@)words[2,CURRENT-1]}"`, offer)}
}
if [ "$funcstack[1]" = _hubshift ]; then _hubshift "$@"; else compdef _hubshift hubshift; fi`;
}

function fish(places: Place[]): string {
  const quoted = (text: string) => `'${text.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}'`;
  const lines = places.flatMap((place) => {
    const seen = place.path.split(" ").filter((word) => word !== "");
    const conditions = seen.map((word) => `__fish_seen_subcommand_from ${word}`);
    const among = place.commands.map(({ word }) => word).join(" ");
    if (among) conditions.push(`not __fish_seen_subcommand_from ${among}`);
    const begin = `complete -c hubshift -n ${quoted(conditions.join("; and "))}`;
    return [
      ...place.commands.map(({ word, meaning }) => `${begin} -f -a ${word} -d ${quoted(meaning)}`),
      ...place.options.map(({ word, meaning }) => `${begin} -l ${word.slice(2)} -d ${quoted(meaning)}`),
      ...(place.hosts ? [`${begin} -f -a ${quoted(`(${HOSTS})`)}`] : []),
    ];
  });
  return ["# hubshift completion for fish", ...lines].join("\n");
}

/** The completion script of one shell for the command tree below `program`. */
export function completionScript(shell: Shell, program: Command): string {
  return { bash, zsh, fish }[shell](placesOf(program));
}
