import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { contentsOf, lostPages } from "../../scripts/docs/contents.ts";
import { linkProblems, resolveLink } from "../../scripts/docs/links.ts";
import { type Page, parsePage } from "../../scripts/docs/page.ts";
import { anchors, slug } from "../../scripts/docs/slug.ts";

function pagesOf(texts: Record<string, string>): Map<string, Page> {
  return new Map(Object.entries(texts).map(([path, text]) => [path, parsePage(path, text, () => undefined)]));
}

const files = new Set(["LICENSE", "bench", "docs/diagrams/a.mmd"]);

/** What is wrong with one page beside a good one, as file:line: message. */
function wrongIn(text: string): string[] {
  const pages = pagesOf({ "docs/guide/page.md": text, "docs/adr/README.md": "# Decisions\n\n## Why & how\n" });
  return linkProblems(pages, (path) => files.has(path)).map(({ file, line, message }) => `${file}:${line}: ${message}`);
}

describe("a link", () => {
  it.each([
    ["# Page\n\n[there](../adr/README.md)"],
    ["# Page\n\n[a folder's list](../adr) and [a folder](../../bench/)"],
    ["# Page\n\n[there](../adr/README.md#why--how)"],
    ["# Page\n\n[here](#page)"],
    ["# Page\n\n[a file](../../LICENSE), ![a picture](../diagrams/a.mmd)"],
    ["# Page\n\n[out](https://example.net/a?b#c), https://example.net and [mail](mailto:ops@example.net)"],
    ["# Page\n\n`[no link](nowhere.md)` and\n\n```text\n[no link](nowhere.md)\n```"],
  ])("may be %j", (text) => {
    expect(wrongIn(text)).toEqual([]);
  });

  it.each([
    ["# Page\n\nsome\ntext, [there](gone.md)", "4: gone.md: there is no docs/guide/gone.md"],
    ["# Page\n\n| a | b |\n|---|---|\n| c | d |\n| [x](gone.md) | d |", "6: gone.md: there is no docs/guide/gone.md"],
    ["# Page\n\n- one\n- ![x](gone.png)", "4: gone.png: there is no docs/guide/gone.png"],
    ["# Page\n\n[here](#gone)", "3: #gone: docs/guide/page.md has no heading #gone"],
    ["# Page\n\n[x](../adr/README.md#gone)", "3: ../adr/README.md#gone: docs/adr/README.md has no heading #gone"],
    ["# Page\n\n[x](../../LICENSE#mit)", "3: ../../LICENSE#mit: LICENSE is not a page, and has no headings"],
    ["# Page\n\n[x](/docs/adr)", "3: /docs/adr begins with /: say it relative to docs/guide/page.md"],
    ["# Page\n\n[x](../../../etc/passwd)", "3: ../../../etc/passwd leads out of the repository"],
    ["# Page\n\n[x](http://example.net)", "3: http://example.net is not an https address"],
    ["# Page\n\n[x](https://)", "3: https:// is not an address"],
    ["# Page\n\n[x](https://user:word@example.net)", "3: the address holds a user's name or password"],
  ])("is refused in %j", (text, message) => {
    expect(wrongIn(text)).toEqual([`docs/guide/page.md:${message}`]);
  });

  it("is told whatever stands around it, with its line", () => {
    const word = fc.constantFrom("plain", "[ok](../adr)", "`code`", "- item", "> quote", "");
    fc.assert(
      fc.property(fc.array(word, { maxLength: 8 }), fc.array(word, { maxLength: 8 }), (before, after) => {
        const text = ["# Page", "", ...before.flatMap((line) => [line, ""]), "[x](gone.md)", "", ...after].join("\n\n");
        const line = text.slice(0, text.indexOf("[x]")).split("\n").length;
        expect(wrongIn(text)).toEqual([`docs/guide/page.md:${line}: gone.md: there is no docs/guide/gone.md`]);
      }),
    );
  });

  it("resolves within the repository, whatever is written", () => {
    fc.assert(
      fc.property(fc.webPath(), (path) => {
        const target = path.replace(/^\/+/, "").replaceAll("%", "");
        expect(resolveLink("docs/guide/page.md", target, () => false).file).not.toMatch(/^\/|\/$/);
      }),
    );
  });
});

describe("an anchor", () => {
  it.each([
    ["Why 15 seconds", "why-15-seconds"],
    ["`wan.yaml` & co.", "wanyaml--co"],
    ["hubs: start, stop", "hubs-start-stop"],
  ])("of %j is GitHub's", (heading, anchor) => {
    expect(slug(heading)).toBe(anchor);
  });

  it("is given once", () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom("A", "a", "a-1", "b")), (headings) => {
        const given = headings.map(anchors());
        expect(new Set(given).size).toBe(headings.length);
      }),
    );
  });
});

describe("the front page", () => {
  const texts = {
    "docs/README.md":
      "# Guide\n\n## First\n\n[a](guide/a.md)\n\n## Then\n\n[b](b.md), [list](adr/README.md), [a](guide/a.md)",
    "docs/guide/a.md": "# A",
    "docs/b.md": "# B",
    "docs/adr/README.md": "# List\n\n[one](0001.md)",
    "docs/adr/0001.md": "# One",
  };

  it("gives the pages their order and sections, a list followed by what it names", () => {
    const contents = contentsOf(pagesOf(texts)).map(({ page, section, via }) => [page.title, section, via.title]);
    expect(contents).toEqual([
      ["Guide", undefined, "Guide"],
      ["A", "First", "A"],
      ["B", "Then", "B"],
      ["List", "Then", "List"],
      ["One", "Then", "List"],
    ]);
  });

  it("leads to every page", () => {
    const pages = pagesOf({ ...texts, "docs/guide/lost.md": "# Lost", "CONTRIBUTING.md": "# Beside the guide" });
    expect(lostPages(pages, contentsOf(pages))).toEqual([
      { file: "docs/guide/lost.md", line: 1, message: "no page leads here: name it in docs/README.md" },
    ]);
  });
});
