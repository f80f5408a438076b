import MarkdownIt, { type Token } from "markdown-it";
import { type Diagram, diagramAt, withDiagrams } from "./diagram.ts";
import { anchors } from "./slug.ts";

export interface Heading {
  level: number;
  text: string;
  anchor: string;
}

export interface Link {
  target: string;
  text: string;
  line: number;
  /** The heading of the second level that it stands under. */
  section?: string;
}

/** A Markdown file, read. */
export interface Page {
  /** Relative to the repository: `docs/guide/deploy.md`. */
  path: string;
  title: string;
  headings: readonly Heading[];
  links: readonly Link[];
  diagrams: readonly Diagram[];
  tokens: readonly Token[];
}

/** Raw HTML is text: the guide is Markdown. A bare address becomes a link only where it says its scheme. */
export const markdown = new MarkdownIt({ html: false, linkify: true });
markdown.linkify.set({ fuzzyLink: false, fuzzyEmail: false, fuzzyIP: false });

/** What a reader sees of inline tokens, without markup. */
export const plainText = (tokens: readonly Token[]): string =>
  tokens
    .filter(({ type }) => type === "text" || type === "code_inline" || type === "softbreak")
    .map(({ type, content }) => (type === "softbreak" ? " " : content))
    .join("");

function headingsOf(tokens: readonly Token[]): Heading[] {
  const nextAnchor = anchors();
  return tokens.flatMap((token, index) => {
    if (token.type !== "heading_open") return [];
    const text = plainText(tokens[index + 1]?.children ?? []);
    return [{ level: Number(token.tag.slice(1)), text, anchor: nextAnchor(text) }];
  });
}

/** Links and images of one paragraph, heading or cell that begins on `line`. */
function linksWithin(children: readonly Token[], line: number): Link[] {
  let at = line;
  return children.flatMap((token, index) => {
    if (token.type === "softbreak" || token.type === "hardbreak") at += 1;
    if (token.type === "image") return [{ target: String(token.attrGet("src")), text: token.content, line: at }];
    if (token.type !== "link_open") return [];
    const end = children.findIndex((later, place) => place > index && later.type === "link_close");
    return [{ target: String(token.attrGet("href")), text: plainText(children.slice(index, end)), line: at }];
  });
}

function linksOf(tokens: readonly Token[]): Link[] {
  let line = 1;
  let section: string | undefined;
  return tokens.flatMap((token, index) => {
    // Cells of a table have no place of their own; their row has.
    if (token.map) line = token.map[0] + 1;
    if (token.type === "heading_open" && token.tag === "h2") section = plainText(tokens[index + 1]?.children ?? []);
    return token.type === "inline" ? linksWithin(token.children ?? [], line).map((link) => ({ ...link, section })) : [];
  });
}

/** Reads one Markdown file. `readDiagram` gives the text of a diagram's file that the page names. */
export function parsePage(path: string, text: string, readDiagram: (path: string) => string | undefined): Page {
  const parsed = markdown.parse(text, {});
  const headings = headingsOf(parsed);
  const tokens = withDiagrams(path, parsed, readDiagram);
  return {
    path,
    title: headings[0]?.text ?? path,
    headings,
    links: linksOf(parsed),
    diagrams: tokens.flatMap((token) => diagramAt(token) ?? []),
    tokens,
  };
}
