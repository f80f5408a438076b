import { describe, expect, it } from "vitest";
import { collectionOf, evidenceOf, type Finding, INDEX_FILE, validate } from "../../../src/verify/index.ts";
import { healthy, plan } from "../healthy.ts";

const collection = collectionOf(healthy, 0);
const { findings } = validate(plan, collection);

/** What is found with these files alone, and the index: who was asked when, and what AWS says. */
const foundWith = (paths: readonly string[]) => {
  const files = new Map([...healthy].filter(([path]) => path === INDEX_FILE || paths.includes(path)));
  return validate(plan, collectionOf(files, 0)).findings;
};

const same =
  ({ id, subject }: Finding) =>
  (other: Finding) =>
    other.id === id && other.subject === subject;

describe("the evidence of a finding", () => {
  it("is all that it was made from, and nothing else", () => {
    expect(findings).toHaveLength(178);
    const found = new Map<string, readonly Finding[]>();
    for (const finding of findings) {
      const files = evidenceOf(plan, collection, finding);
      for (const file of files) expect([...healthy.keys()]).toContain(file);
      const key = files.join(" ");
      found.set(key, found.get(key) ?? foundWith(files));
      expect(found.get(key)?.find(same(finding)), `${finding.id} ${finding.subject} from ${key}`).toEqual(finding);
      const without = foundWith([...healthy.keys()].filter((path) => path !== files[0]));
      if (files[0] !== INDEX_FILE) expect(without.find(same(finding))?.verdict).toBe("unknown");
    }
  });

  it("is the index where nothing was answered: it says why", () => {
    const silent = collectionOf(new Map([[INDEX_FILE, healthy.get(INDEX_FILE) ?? ""]]), 0);
    for (const finding of validate(plan, silent).findings)
      expect(evidenceOf(plan, silent, finding)).toEqual([INDEX_FILE]);
  });
});
