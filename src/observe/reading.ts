/** A line that a parser could not read. */
export interface UnreadLine {
  /** From 1. JSON is one line to its parsers: there it is 1, and `text` names the member. */
  line: number;
  text: string;
}

/** What a program's output says, and what of it was not understood. Parsers never throw: a broken line costs that line. */
export interface Reading<Facts> {
  facts: Facts;
  unread: UnreadLine[];
}

const MAX_TEXT = 200;

/** An unread line, cut to a length that is fit for a message. */
export function unreadLine(line: number, text: string): UnreadLine {
  return { line, text: text.length > MAX_TEXT ? `${text.slice(0, MAX_TEXT)}...` : text };
}

/**
 * Gives each line that is not blank to `read`, which returns false for one that it does not understand; returns those.
 * `firstLine` is the number of the text's first line.
 */
export function readLines(text: string, read: (line: string) => boolean, firstLine = 1): UnreadLine[] {
  const unread: UnreadLine[] = [];
  for (const [index, raw] of text.split("\n").entries()) {
    const line = raw.endsWith("\r") ? raw.slice(0, -1) : raw;
    if (line.trim() !== "" && !read(line)) unread.push(unreadLine(firstLine + index, line));
  }
  return unread;
}

/** `1795345376.774226`, seconds since the epoch as ping -D and tcpdump -tt print them, in ms. */
export function epochMs(seconds: string): number {
  const [whole, fraction = "0"] = seconds.split(".");
  return Number(whole) * 1000 + Number(`0.${fraction}`) * 1000;
}

/** As `readLines`, with the indented lines after a line joined to it: programs and narrow terminals break one row over several. */
export function readFolded(text: string, read: (row: string) => boolean): UnreadLine[] {
  const rows: { line: number; parts: string[] }[] = [];
  for (const [index, line] of text.split("\n").entries()) {
    const part = line.trim();
    if (part === "") continue;
    const above = /^\s/.test(line) ? rows.at(-1) : undefined;
    if (above) above.parts.push(part);
    else rows.push({ line: index + 1, parts: [part] });
  }
  const unread: UnreadLine[] = [];
  for (const { line, parts } of rows) {
    const row = parts.join(" ");
    if (!read(row)) unread.push(unreadLine(line, row));
  }
  return unread;
}

/** Whether `line` is the command whose output follows, with or without a prompt and sudo: people paste it along. */
export function isCommand(line: string, ...commands: string[]): boolean {
  const typed = line.replace(/^(?:[^#$%>]{0,100}[#$%>] )?(?:sudo )?/, "");
  return commands.some((command) => typed === command || typed.startsWith(`${command} `));
}
