import { basename, dirname, posix } from "node:path";
import type { Token } from "markdown-it";
import type { Problem } from "./links.ts";

/** A Mermaid diagram, in a page or in a file of its own. */
export interface Diagram {
  /** Of the PNG, without folder and ending. */
  name: string;
  source: string;
  /** Where the source stands. */
  file: string;
  line: number;
  /** `accTitle` and `accDescr`: what stands below the picture, and what it says to who cannot see it. */
  title?: string;
  description?: string;
}

/** `guide-hot-standby` for docs/guide/hot-standby.md: the pages lie in one folder, each under the name of its path. */
export function pageName(path: string): string {
  const parts = path
    .replace(/^docs\//, "")
    .replace(/\.md$/, "")
    .split("/");
  if (parts.at(-1) === "README") parts.pop();
  return parts.join("-") || "index";
}

function diagramOf(name: string, source: string, file: string, line: number): Diagram {
  const word = (key: string) => new RegExp(`^\\s*${key}: *(.+?)\\s*$`, "m").exec(source)?.[1];
  return { name, source, file, line, title: word("accTitle"), description: word("accDescr") };
}

/** What is missing of the words of a diagram. */
export function undescribed(diagram: Diagram): Problem | undefined {
  const { file, line, title, description } = diagram;
  if (title && description) return undefined;
  const message = "the diagram needs accTitle and accDescr: its caption, and what it says to who cannot see it";
  return { file, line, message };
}

/** The diagram that a token of `withDiagrams` stands for. */
export function diagramAt({ type, meta }: Token): Diagram | undefined {
  return type === "diagram" ? (meta as { diagram: Diagram }).diagram : undefined;
}

/** The target of a paragraph that is nothing but a link to a diagram's file: GitHub shows the file, the guide its picture. */
function diagramFile(paragraph: readonly Token[]): string | undefined {
  const first = paragraph[0];
  const target =
    first?.type === "link_open" && paragraph.at(-1)?.type === "link_close" ? String(first.attrGet("href")) : "";
  return target.endsWith(".mmd") ? target : undefined;
}

/** Puts one token of type `diagram` in the place of those that stand for one. A diagram whose file is not there stays a link. */
export function withDiagrams(
  path: string,
  tokens: readonly Token[],
  read: (path: string) => string | undefined,
): Token[] {
  const replaced: Token[] = [];
  const put = (token: Token, diagram: Diagram) =>
    replaced.push(
      Object.assign(Object.create(Object.getPrototypeOf(token)), token, { type: "diagram", meta: { diagram } }),
    );
  for (let index = 0; index < tokens.length; index += 1) {
    const token = tokens[index] as Token;
    const target = token.type === "paragraph_open" && diagramFile(tokens[index + 1]?.children ?? []);
    const file = target && posix.join(dirname(path), target);
    const source = file && read(file);
    if (file && source) {
      put(token, diagramOf(basename(file, ".mmd"), source, file, 1));
      // The paragraph's text and its end are the diagram's, too.
      index += 2;
    } else if (token.type === "fence" && token.info.trim() === "mermaid") {
      const line = (token.map?.[0] ?? 0) + 2;
      put(token, diagramOf(`${pageName(path)}-${line}`, token.content, path, line));
    } else replaced.push(token);
  }
  return replaced;
}
