import { posix } from "node:path";
import type { Link, Page } from "./page.ts";

/** What is wrong with the documents, and where. */
export interface Problem {
  file: string;
  line: number;
  message: string;
}

/** What a relative link leads to: a path of the repository, a folder being its README where that is a page. */
export function resolveLink(from: string, target: string, isPage: (path: string) => boolean) {
  const [path = "", anchor] = decodeURI(target).split("#");
  const file = path === "" ? from : posix.join(posix.dirname(from), path).replace(/\/$/, "");
  const readme = posix.join(file, "README.md");
  return { file: isPage(readme) ? readme : file, anchor };
}

export const isExternal = (target: string): boolean => /^[a-z][a-z0-9+.-]*:/i.test(target);

/** Nobody is asked whether an address answers: a build must not depend on other people's servers. */
function externalProblem(target: string): string | undefined {
  if (!URL.canParse(target)) return `${target} is not an address`;
  const { protocol, username, password } = new URL(target);
  if (protocol !== "https:" && protocol !== "mailto:") return `${target} is not an https address`;
  return username || password ? "the address holds a user's name or password" : undefined;
}

function internalProblem(
  page: Page,
  { target }: Link,
  pages: ReadonlyMap<string, Page>,
  exists: (path: string) => boolean,
): string | undefined {
  if (target.startsWith("/")) return `${target} begins with /: say it relative to ${page.path}`;
  const { file, anchor } = resolveLink(page.path, target, (path) => pages.has(path));
  if (file.startsWith("..")) return `${target} leads out of the repository`;
  const found = pages.get(file);
  if (!found && !exists(file)) return `${target}: there is no ${file}`;
  if (anchor === undefined) return undefined;
  if (!found) return `${target}: ${file} is not a page, and has no headings`;
  if (found.headings.some((heading) => heading.anchor === anchor)) return undefined;
  return `${target}: ${file} has no heading #${anchor}`;
}

/** Every link that leads nowhere. `exists` says whether a path of the repository is a file or folder. */
export function linkProblems(pages: ReadonlyMap<string, Page>, exists: (path: string) => boolean): Problem[] {
  return [...pages.values()].flatMap((page) =>
    page.links.flatMap((link) => {
      const message = isExternal(link.target)
        ? externalProblem(link.target)
        : internalProblem(page, link, pages, exists);
      return message ? [{ file: page.path, line: link.line, message }] : [];
    }),
  );
}
