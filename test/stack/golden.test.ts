import { readdir, readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type Assembly, dc1, synthesizeInto } from "./synthesized.ts";

let first: Assembly;
beforeAll(async () => {
  first = await synthesizeInto(await dc1());
}, 30_000);
afterAll(() => first.remove());

/** What stays the same when only the functions' code changes. */
const normalised = (text: string) => text.replace(/[0-9a-f]{64}\.zip/g, "ASSET.zip");

it("the reference WAN's template is the golden one", async () => {
  const text = await readFile(first.templateFile, "utf8");
  expect(JSON.parse(text)).toEqual(first.template);
  await expect(normalised(text)).toMatchFileSnapshot(resolve(import.meta.dirname, "../golden/stack/dc1.template.json"));
});

it("the same plan gives the same bytes, in another folder too", async () => {
  const second = await synthesizeInto(await dc1());
  try {
    const [names, again] = await Promise.all([filesOf(first), filesOf(second)]);
    expect(names.length).toBeGreaterThan(5);
    expect(again).toEqual(names);
    for (const name of names) {
      const [one, other] = await Promise.all([first, second].map(({ outdir }) => readFile(join(outdir, name), "utf8")));
      expect(one === other, name).toBe(true);
    }
  } finally {
    await second.remove();
  }
});

async function filesOf({ outdir }: Assembly): Promise<string[]> {
  const entries = await readdir(outdir, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(outdir.length))
    .sort();
}

it("nothing of this machine is in the assembly", async () => {
  for (const name of (await filesOf(first)).filter((file) => file.endsWith(".json"))) {
    const text = await readFile(join(first.outdir, name), "utf8");
    for (const place of [process.cwd(), first.outdir, process.execPath]) expect(text, name).not.toContain(place);
  }
});

it("the functions' code lies beside the template", async () => {
  const code = (await filesOf(first)).filter((name) => name.endsWith("index.mjs"));
  expect(code).toHaveLength(2);
  const keys = [...JSON.stringify(first.template).matchAll(/"S3Key":"([0-9a-f]{64})\.zip"/g)].map((match) => match[1]);
  expect(code.map((name) => name.match(/asset\.([0-9a-f]{64})/)?.[1]).sort()).toEqual(keys.sort());
});

it("the hot standby's template is the golden one", async () => {
  const { templateFile, remove } = await synthesizeInto(await dc1("hot-standby"));
  try {
    const text = normalised(await readFile(templateFile, "utf8"));
    const golden = resolve(import.meta.dirname, "../golden/stack/dc1.hot-standby.template.json");
    await expect(text).toMatchFileSnapshot(golden);
  } finally {
    await remove();
  }
});
