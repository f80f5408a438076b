import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { buildGuide } from "../../scripts/docs/build.ts";
import { packageRoot, withPage } from "../../src/system/index.ts";

const SLOW = { timeout: 120_000 };

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "hubshift-docs-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Every file of a folder with its bytes. */
function filesOf(root: string): Map<string, string> {
  const entries = readdirSync(root, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return new Map(
    entries.map(({ parentPath, name }) => {
      const file = join(parentPath, name);
      return [file.slice(root.length + 1), readFileSync(file).toString("latin1")];
    }),
  );
}

/** A repository with these files. */
function repository(name: string, files: Record<string, string>): string {
  const root = join(folder, name);
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  return root;
}

const words = "  accTitle: a way\n  accDescr: from A to B\n";

describe("the project's guide", () => {
  let first: string;
  beforeAll(async () => {
    first = join(folder, "first");
    expect(await buildGuide(packageRoot(), first)).toEqual([]);
  }, 90_000);

  it("comes out the same, byte for byte, when it is built again", SLOW, async () => {
    const second = join(folder, "second");
    expect(await buildGuide(packageRoot(), second)).toEqual([]);
    const [before, after] = [filesOf(first), filesOf(second)];
    expect(before.size).toBeGreaterThan(20);
    expect([...after.keys()]).toEqual([...before.keys()]);
    for (const [name, bytes] of before) expect(after.get(name) === bytes, name).toBe(true);
  });

  it("embeds the picture of the logical architecture, in HTML and in print", () => {
    const files = filesOf(first);
    expect(files.get("diagrams/logical-architecture.png")?.slice(1, 4)).toBe("PNG");
    const showing = [...files].filter(([, text]) => text.includes('<img src="diagrams/logical-architecture.png"'));
    expect(showing.map(([name]) => name)).toContain("guide-concepts.html");
    const pdf = files.get("hubshift-guide.pdf") ?? "";
    const pictures = [...files.keys()].filter((name) => name.endsWith(".png")).length;
    expect(pictures).toBeGreaterThan(1);
    expect(pdf.match(/\/Subtype \/Image/g)?.length).toBeGreaterThanOrEqual(pictures);
    expect(pdf).toMatch(/\/Outlines /);
    expect(pdf).toMatch(/\/MarkInfo/);
    expect(pdf.match(/D:\d{14}/g)).toEqual(["D:20080701000000", "D:20080701000000"]);
  });

  it("has no link that leads nowhere", () => {
    const pages = [...filesOf(first)].filter(([name]) => name.endsWith(".html"));
    const ids = new Map(
      pages.map(([name, text]) => [name, new Set([...text.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id))]),
    );
    const links = pages.flatMap(([from, text]) =>
      [...text.matchAll(/<a [^>]*?href="(?!https:)([^"#]*)#?([^"]*)"/g)].map(([, file, id]) => ({
        from,
        file: file || from,
        id,
      })),
    );
    expect(links.length).toBeGreaterThan(500);
    const dead = links.filter(
      ({ file, id }) => file !== "hubshift-guide.pdf" && !(ids.has(file) && (!id || ids.get(file)?.has(id))),
    );
    expect(dead).toEqual([]);
  });

  it("is accessible, light and dark, and wide tables do not break a narrow page", SLOW, async () => {
    const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
    const pages = readdirSync(first).filter((name) => /^(index|guide-.*|reference-wan|adr)\.html$/.test(name));
    expect(pages.length).toBeGreaterThan(4);
    const found = await withPage(async (page) => {
      const violations: string[] = [];
      for (const name of pages) {
        for (const colorScheme of ["light", "dark"] as const) {
          await page.emulateMedia({ colorScheme });
          await page.goto(pathToFileURL(join(first, name)).href);
          await page.evaluate(axe);
          const result = await page.evaluate("axe.run()");
          const { violations: found } = result as { violations: { id: string; nodes: { html: string }[] }[] };
          violations.push(...found.map(({ id, nodes }) => `${name} ${colorScheme}: ${id}: ${nodes[0]?.html}`));
        }
        await page.setViewportSize({ width: 390, height: 800 });
        const overflow = await page.evaluate("document.documentElement.scrollWidth - innerWidth");
        if (overflow !== 0) violations.push(`${name}: ${overflow} pixels too wide`);
        await page.setViewportSize({ width: 1280, height: 800 });
      }
      return violations;
    });
    expect(found).toEqual([]);
  });
});

describe("a guide that cannot be built", () => {
  const at = (problems: { file: string; line: number; message: string }[]) =>
    problems.map(({ file, line, message }) => `${file}:${line}: ${message}`);

  it("says each place, and leaves what was built before", async () => {
    const out = repository("out", { "index.html": "before" });
    const root = repository("broken-links", {
      "docs/README.md": "# Guide\n\n[a](a.md)\n\n[b](b.md)\n",
      "docs/a.md": `# A\n\n\`\`\`mermaid\nflowchart LR\n  A --> B\n\`\`\`\n`,
    });
    expect(at(await buildGuide(root, out))).toEqual([
      "docs/README.md:5: b.md: there is no docs/b.md",
      "docs/a.md:4: the diagram needs accTitle and accDescr: its caption, and what it says to who cannot see it",
    ]);
    expect(filesOf(out)).toEqual(new Map([["index.html", "before"]]));
  });

  it("names the line of a diagram that does not render, in a page and in a file", SLOW, async () => {
    const out = join(folder, "undrawn");
    const root = repository("broken-diagrams", {
      "docs/README.md": `# Guide\n\n[way](diagrams/way.mmd)\n\n\`\`\`mermaid\nflowchart LR\n${words}  A --> B\n  C --\n\`\`\`\n`,
      "docs/diagrams/way.mmd": `sequenceDiagram\n${words}  A->>B: one\n  B--A two\n`,
    });
    const problems = at(await buildGuide(root, out));
    expect(problems).toEqual([
      expect.stringMatching(/^docs\/diagrams\/way\.mmd:5: the diagram does not render: unexpected /),
      expect.stringMatching(/^docs\/README\.md:10: the diagram does not render: unexpected /),
    ]);
    expect(readdirSync(folder)).not.toContain("undrawn");
    expect(readdirSync(folder)).not.toContain("undrawn.new");
  });
});
