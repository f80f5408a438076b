import MarkdownIt, { type RendererRule, type Token } from "markdown-it";
import { type Diagram, diagramAt, pageName } from "./diagram.ts";
import { isExternal, resolveLink } from "./links.ts";
import type { Page } from "./page.ts";

/** A diagram that is drawn. */
export interface Picture {
  /** Relative to the guide's folder. */
  file: string;
  /** CSS pixels. */
  width: number;
  height: number;
}

/** How pages become HTML: one file each, or all in one for print. */
export interface Target {
  isPage(path: string): boolean;
  pictures: ReadonlyMap<Diagram["name"], Picture>;
  /** The address of a page, or of a heading of it. */
  address(path: string, anchor: string | undefined): string;
  /** The id of a heading. */
  id(path: string, anchor: string): string;
}

interface Rendering {
  page: Page;
  target: Target;
  headings: Iterator<{ anchor: string }>;
  /** Within a link that the guide has no page for: its text stays. */
  unlinked: boolean;
}

/** Where a block of commands is typed, by the word after `sh`. */
export const PLACES: Readonly<Record<string, string>> = { hub: "on the hub that holds the address", site: "on a site" };

const html = new MarkdownIt();
export const escapeHtml = html.utils.escapeHtml;

/** markdown-it hands the second argument of `render` to its rules as it is. */
const rule =
  (write: (token: Token, rendering: Rendering) => string): RendererRule =>
  (tokens, index, _options, env) =>
    write(tokens[index] as Token, (env as { rendering: Rendering }).rendering);

html.renderer.rules.heading_open = rule(
  ({ tag }, { page, target, headings }) => `<${tag} id="${target.id(page.path, headings.next().value.anchor)}">`,
);

// What is wider than the page is scrolled, by the keyboard too.
html.renderer.rules.table_open = rule(
  () => '<div class="table" role="group" aria-label="Table" tabindex="0"><table>\n',
);
html.renderer.rules.table_close = rule(() => "</table></div>\n");
// A corner without a word heads nothing.
const cell = (neighbour: Token | undefined) => (neighbour?.content === "" ? "td" : "th");
html.renderer.rules.th_open = (tokens, index) => `<${cell(tokens[index + 1])}>`;
html.renderer.rules.th_close = (tokens, index) => `</${cell(tokens[index - 1])}>\n`;
html.renderer.rules.fence = rule(({ info, content }) => {
  const [language = "", place = ""] = info.trim().split(/\s+/);
  const where = PLACES[place] ? `<p class="place">${PLACES[place]}</p>` : "";
  return `${where}<pre tabindex="0"><code class="${escapeHtml(language)}">${escapeHtml(content)}</code></pre>\n`;
});

html.renderer.rules.link_open = rule((token, rendering) => {
  const { page, target } = rendering;
  const link = String(token.attrGet("href"));
  const to = isExternal(link) ? undefined : resolveLink(page.path, link, target.isPage);
  rendering.unlinked = to !== undefined && !target.isPage(to.file);
  if (rendering.unlinked) return "";
  return `<a href="${escapeHtml(to ? target.address(to.file, to.anchor) : link)}">`;
});
html.renderer.rules.link_close = rule((_, { unlinked }) => (unlinked ? "" : "</a>"));

html.renderer.rules.diagram = rule((token, { target }) => {
  const { name, title = "", description = "" } = diagramAt(token) ?? {};
  const picture = target.pictures.get(name ?? "");
  if (!picture) throw new Error(`${name} was not drawn`);
  const { file, width, height } = picture;
  const size = `width="${width}" height="${height}"`;
  return `<figure><img src="${file}" ${size} alt="${escapeHtml(description)}"><figcaption>${escapeHtml(title)}</figcaption></figure>\n`;
});

/** A page's body as HTML. */
export function renderBody(page: Page, target: Target): string {
  const rendering: Rendering = { page, target, headings: page.headings[Symbol.iterator](), unlinked: false };
  return html.renderer.render([...page.tokens], html.options, { rendering });
}

/** The guide as a folder of pages. */
export function folderTarget(pages: ReadonlyMap<string, Page>, pictures: Target["pictures"]): Target {
  return {
    isPage: (path) => pages.has(path),
    pictures,
    address: (path, anchor) => `${pageName(path)}.html${anchor ? `#${anchor}` : ""}`,
    id: (_, anchor) => anchor,
  };
}

/** The guide as one document, in which a heading's anchor begins with its page's name. */
export function bookTarget(pages: ReadonlyMap<string, Page>, pictures: Target["pictures"]): Target {
  const id = (path: string, anchor: string) => `${pageName(path)}--${anchor}`;
  return {
    isPage: (path) => pages.has(path),
    pictures,
    address: (path, anchor) => `#${id(path, anchor ?? pages.get(path)?.headings[0]?.anchor ?? "")}`,
    id,
  };
}
