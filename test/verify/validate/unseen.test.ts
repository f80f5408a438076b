import { describe, expect, it } from "vitest";
import { type Collection, sections, validate } from "../../../src/verify/index.ts";
import { referencePlan } from "../../lab/lab.support.ts";

const nothing: Collection = {
  takenAt: 0,
  hosts: new Map(),
  cloud: { unseen: "there are no credentials" },
  instances: { unseen: "there are no credentials" },
};

describe("a WAN of which nothing was seen", () => {
  const { pass, findings } = validate(referencePlan(), nothing);

  it("passes no check, and says in every section why", () => {
    expect(pass).toBe(false);
    expect(new Set(findings.map(({ section }) => section))).toEqual(new Set(sections));
    expect(findings.map(({ verdict }) => verdict)).toEqual(findings.map(() => "unknown"));
    for (const { id, section, seen, advice } of findings) {
      expect(id.startsWith(`${section}.`)).toBe(true);
      expect(seen).toMatch(/^there (is no capture \S+|are no credentials)$|is not known$/);
      expect(advice).toMatchObject({ do: "mend" });
    }
  });

  it("is not well in a section that nobody asked for", () => {
    expect(validate(referencePlan(), nothing, ["clocks"]).findings.map(({ id }) => id)).toEqual(["clocks.hubs"]);
    expect(validate(referencePlan(), nothing, []).pass).toBe(false);
  });
});
