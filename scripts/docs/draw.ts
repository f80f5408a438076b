import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Mermaid } from "mermaid";
import type { Page as BrowserPage } from "playwright-core";
import { packageRoot } from "../../src/system/index.ts";
import type { Diagram } from "./diagram.ts";
import type { Problem } from "./links.ts";
import type { Picture } from "./render.ts";

const MERMAID = join(packageRoot(), "node_modules/mermaid/dist/mermaid.min.js");

/** The same source gives the same picture: no random ids, no random outlines (Mermaid draws all shapes by rough.js), one font. */
const SETTINGS = {
  startOnLoad: false,
  deterministicIds: true,
  handDrawnSeed: 1,
  securityLevel: "strict",
  theme: "neutral",
  fontFamily: "DejaVu Sans, sans-serif",
  flowchart: { useMaxWidth: false },
  sequence: { useMaxWidth: false },
} as const;

interface InPage {
  mermaid: Mermaid;
}

/** Runs in the browser. Gives the SVG, or what Mermaid says is wrong. */
async function toSvg(source: string): Promise<{ svg: string } | { wrong: string }> {
  const { mermaid } = globalThis as unknown as InPage;
  try {
    await mermaid.parse(source);
    return { svg: (await mermaid.render("diagram", source)).svg };
  } catch (error) {
    return { wrong: error instanceof Error ? error.message : String(error) };
  }
}

/** Mermaid counts lines from the diagram's first; an error at the end stands one line below it. */
function problemOf({ file, line, source }: Diagram, wrong: string): Problem {
  const lines = source.trimEnd().split("\n").length;
  const at = Math.min(Number(/ line (\d+)/.exec(wrong)?.[1] ?? 1), lines);
  // "Parse error on line 3:", the text with a pointer below it, and every token that could have stood there.
  const [first, text, , expected] = wrong.split("\n");
  const got = /, got (.*)$/.exec(expected ?? "")?.[1];
  const why = got ? `unexpected ${got} after "${text}"` : first;
  return { file, line: line + at - 1, message: `the diagram does not render: ${why}` };
}

async function drawOne(page: BrowserPage, diagram: Diagram, out: string): Promise<Picture | Problem> {
  const drawn = await page.evaluate(toSvg, diagram.source);
  if ("wrong" in drawn) return problemOf(diagram, drawn.wrong);
  const { svg } = drawn;
  await page.locator("main").evaluate((main, text) => {
    main.innerHTML = text;
  }, svg);
  const picture = page.locator("main > svg");
  const box = await picture.boundingBox();
  if (!box) throw new Error(`${diagram.name} has no size`);
  const file = `diagrams/${diagram.name}.png`;
  await writeFile(join(out, file), await picture.screenshot());
  return { file, width: Math.ceil(box.width), height: Math.ceil(box.height) };
}

/** Draws each diagram once, into OUT/diagrams. */
export async function drawAll(page: BrowserPage, diagrams: readonly Diagram[], out: string) {
  const pictures = new Map<string, Picture>();
  const problems: Problem[] = [];
  await mkdir(join(out, "diagrams"), { recursive: true });
  await page.setViewportSize({ width: 1600, height: 1200 });
  await page.setContent("<body style='background: white; margin: 0'><main style='display: inline-block'></main>");
  await page.addScriptTag({ path: MERMAID });
  await page.evaluate((settings) => (globalThis as unknown as InPage).mermaid.initialize(settings), SETTINGS);
  for (const diagram of diagrams) {
    if (pictures.has(diagram.name)) continue;
    const drawn = await drawOne(page, diagram, out);
    if ("message" in drawn) problems.push(drawn);
    else pictures.set(diagram.name, drawn);
  }
  return { pictures, problems };
}
