/** One word of a POSIX shell's command line. */
export function quote(word: string): string {
  return /^[A-Za-z0-9_@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}

/** Root runs it as it is; anybody else needs sudo that asks for no password. */
const AS_ROOT = '[ "$(id -u)" = 0 ] || set -- sudo -n -- "$@"; exec "$@"';

/** timeout(1) ends it on the host itself, where nothing else would end what was left alone. Programs speak the C locale: our parsers know no other. */
function limited(argv: readonly string[], timeoutMs: number): string[] {
  return ["env", "LC_ALL=C", "timeout", "--kill-after=1", String(Math.ceil(timeoutMs / 1000)), ...argv];
}

/** Whether that would work: ends with 0, or says why not. */
export const rootCheck = '[ "$(id -u)" = 0 ] || sudo -n true';

/** The command line that runs `argv` as root in a POSIX shell, for `timeoutMs` at most. */
export function remoteCommand(argv: readonly string[], timeoutMs: number): string {
  return ["sh", "-c", AS_ROOT, "sh", ...limited(argv, timeoutMs)].map(quote).join(" ");
}

/**
 * The standard output as base64 of gzip, as much as $1 characters of it, then the exit status, the whole length, and the file that has the
 * rest, if there is one. What an earlier caller left behind, because it was ended, goes.
 */
const PACK = `piece=$1; shift
folder=\${TMPDIR:-/tmp}
find "$folder" -maxdepth 1 -name 'hubshift-answer.*' -mmin +10 -delete
answer=$(mktemp "$folder/hubshift-answer.XXXXXX") || exit
status=$({ { "$@" 3>&-; echo $? >&3; } | gzip -c | base64 -w 0 >"$answer"; } 3>&1)
length=$(wc -c <"$answer")
head -c "$piece" "$answer"
[ "$length" -gt "$piece" ] || { rm -f "$answer"; answer=; }
echo " $status $length $answer"`;

/** The same for who is root already, with the output packed and an exit status of 0, whatever `argv` ends with. */
export function packedCommand(argv: readonly string[], timeoutMs: number, piece: number): string {
  return ["sh", "-c", PACK, "sh", String(piece), ...limited(argv, timeoutMs)].map(quote).join(" ");
}

/** What `packedCommand` printed. */
export interface Packed {
  text: string;
  code: number;
  /** Of the whole, characters. */
  length: number;
  /** What has the whole, where `text` has not. */
  file: string | undefined;
}

/** Undefined where nothing was packed. */
export function readPacked(stdout: string): Packed | undefined {
  const [, text = "", code, length, file] = /^([A-Za-z0-9+/=]+) (\d+) (\d+) (\S*)\s*$/.exec(stdout) ?? [];
  if (text === "") return undefined;
  return { text, code: Number(code), length: Number(length), file: file || undefined };
}

/** `piece` characters of a file from `offset` on. */
export function pieceCommand(file: string, offset: number, piece: number): string {
  return `tail -c +${offset + 1} ${quote(file)} | head -c ${piece}`;
}

/** timeout(1)'s exit status for a command that it ended, and for one that it had to kill. */
export function endedByTimeout(code: number): boolean {
  return code === 124 || code === 137;
}
