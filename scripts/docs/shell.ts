import type { Entry } from "./contents.ts";
import { pageName } from "./diagram.ts";
import type { Page } from "./page.ts";
import { bookTarget, escapeHtml, folderTarget, renderBody, type Target } from "./render.ts";

function document(title: string, body: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)}</title>
<link rel="stylesheet" href="style.css">
</head>
<body>
${body}</body>
</html>
`;
}

/** Entries of the navigation in their sections, in order. */
function sections(contents: readonly Entry[]): Map<string, Entry[]> {
  const all = new Map<string, Entry[]>();
  for (const entry of contents) {
    const { section } = entry;
    if (section !== undefined) all.set(section, [...(all.get(section) ?? []), entry]);
  }
  return all;
}

/** The whole guide at a glance, with the page that is open marked. */
function navigation(contents: readonly Entry[], open: Entry): string {
  const item = ({ page, via }: Entry) => {
    const current = page === open.page ? ' aria-current="page"' : page === open.via ? ' aria-current="true"' : "";
    return page === via ? `<li><a href="${pageName(page.path)}.html"${current}>${escapeHtml(page.title)}</a></li>` : "";
  };
  const groups = [...sections(contents)].map(
    ([section, entries]) =>
      `<p>${escapeHtml(section)}</p>\n<ul>\n${entries.map(item).filter(Boolean).join("\n")}\n</ul>\n`,
  );
  return `<nav class="contents" aria-label="Guide">\n${groups.join("")}</nav>\n`;
}

function neighbours(contents: readonly Entry[], open: Entry): string {
  const at = contents.indexOf(open);
  const link = (rel: string, word: string, entry: Entry | undefined) =>
    entry
      ? `<a rel="${rel}" href="${pageName(entry.page.path)}.html">${word}: ${escapeHtml(entry.page.title)}</a>`
      : "";
  const links = [link("prev", "Previous", contents[at - 1]), link("next", "Next", contents[at + 1])];
  return `<nav class="neighbours" aria-label="Previous and next page">${links.join("")}</nav>\n`;
}

/** One page of the guide. */
export function pageHtml(
  entry: Entry,
  contents: readonly Entry[],
  pages: ReadonlyMap<string, Page>,
  pictures: Target["pictures"],
): string {
  const { page, section } = entry;
  const title = section === undefined ? page.title : `${page.title} - hubshift`;
  const body = renderBody(page, folderTarget(pages, pictures));
  return document(
    title,
    `<a class="skip" href="#content">Skip to the text</a>
<header><a href="index.html">hubshift</a> <a href="hubshift-guide.pdf">PDF</a></header>
<div class="columns">
${navigation(contents, entry)}<main id="content">
${body}${neighbours(contents, entry)}</main>
</div>
`,
  );
}

/** The whole guide as one document, for print. The front page is its table of contents. */
export function bookHtml(
  contents: readonly Entry[],
  pages: ReadonlyMap<string, Page>,
  pictures: Target["pictures"],
): string {
  const target = bookTarget(pages, pictures);
  const chapters = contents.map(({ page }) => `<article>\n${renderBody(page, target)}</article>\n`);
  return document(contents[0]?.page.title ?? "", `<main class="book">\n${chapters.join("")}</main>\n`);
}
