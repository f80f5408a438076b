import { isExternal, type Problem, resolveLink } from "./links.ts";
import type { Page } from "./page.ts";

/** The page that the guide begins with. It names the others, and so their order. */
export const FRONT = "docs/README.md";

/** A page of the guide in its place. */
export interface Entry {
  page: Page;
  /** Heading of the front page that it stands under; the front page stands under none. */
  section?: string;
  /** The page of the navigation that leads to it: itself, or the list that names it. */
  via: Page;
}

/** The pages that a list names, in its order. */
function named(list: Page, pages: ReadonlyMap<string, Page>) {
  return list.links.flatMap(({ target, section }) => {
    const page = isExternal(target)
      ? undefined
      : pages.get(resolveLink(list.path, target, (path) => pages.has(path)).file);
    return page?.path.startsWith("docs/") && page !== list ? [{ page, section }] : [];
  });
}

/** The guide from its first page to its last: what the front page names, each list (a README) followed by what it names. */
export function contentsOf(pages: ReadonlyMap<string, Page>): Entry[] {
  const front = pages.get(FRONT);
  if (!front) return [];
  const all = named(front, pages).flatMap(({ page, section }): Entry[] => [
    { page, section, via: page },
    ...(page.path.endsWith("/README.md")
      ? named(page, pages).map((below) => ({ page: below.page, section, via: page }))
      : []),
  ]);
  const first = new Map<Page, Entry>([[front, { page: front, via: front }]]);
  for (const entry of all) if (!first.has(entry.page)) first.set(entry.page, entry);
  return [...first.values()];
}

/** Pages that nobody finds. */
export function lostPages(pages: ReadonlyMap<string, Page>, contents: readonly Entry[]): Problem[] {
  const found = new Set(contents.map(({ page }) => page));
  const lost = [...pages.values()].filter((page) => page.path.startsWith("docs/") && !found.has(page));
  return lost.map(({ path }) => ({ file: path, line: 1, message: `no page leads here: name it in ${FRONT}` }));
}
