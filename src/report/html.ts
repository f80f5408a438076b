/** Text that is HTML already: what `html` makes. Everything else is escaped. */
export class Html {
  constructor(readonly text: string) {}
}

/** What can stand in a template. `undefined` and `false` stand for nothing. */
export type Part = Html | string | number | undefined | false | readonly Part[];

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/** Control characters have no place in HTML; consoles print them all the same. */
function escapeText(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => ENTITIES[sign] ?? sign).replace(/(?![\n\r\t])\p{Cc}/gu, "\ufffd");
}

function textOf(part: Part): string {
  if (part === undefined || part === false) return "";
  if (part instanceof Html) return part.text;
  if (typeof part === "object") return part.map(textOf).join("");
  return escapeText(String(part));
}

/** Text for a person in which commands stand between backticks. */
export function prose(text: string): Html {
  return html`${text.split(/`([^`]+)`/).map((part, index) => (index % 2 === 1 ? html`<code>${part}</code>` : part))}`;
}

/** A template of HTML or SVG, in which every value is escaped that is not HTML itself. */
export function html(strings: TemplateStringsArray, ...parts: Part[]): Html {
  const text = strings.map((string, index) => string + (index < parts.length ? textOf(parts[index]) : ""));
  return new Html(text.join(""));
}
