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

/** The standard output as base64 of gzip, a space, and the exit status. */
const PACK = `exec 4>&1
status=$({ { "$@" 3>&- 4>&-; echo $? >&3; } | gzip -c | base64 -w 0 >&4; } 3>&1)
echo " $status"`;

/** The same for who is root already, with the output packed and an exit status of 0, whatever `argv` ends with. */
export function packedCommand(argv: readonly string[], timeoutMs: number): string {
  return ["sh", "-c", PACK, "sh", ...limited(argv, timeoutMs)].map(quote).join(" ");
}

/** timeout(1)'s exit status for a command that it ended, and for one that it had to kill. */
export function endedByTimeout(code: number): boolean {
  return code === 124 || code === 137;
}
