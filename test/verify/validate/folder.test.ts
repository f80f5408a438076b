import { describe, expect, it } from "vitest";
import { type Collection, collectionOf, filesOf, INDEX_FILE } from "../../../src/verify/index.ts";
import { wellFacts } from "../facts.ts";

const collection: Collection = {
  takenAt: 1_000,
  hosts: new Map([
    [
      "DC1-SP1",
      new Map([
        ["wg", { output: { seen: "interface: wg0\n" }, askedAt: 1_010, answeredAt: 1_020 }],
        ["bgp", { output: { unseen: "vtysh on DC1-SP1 ended with status 1" }, askedAt: 1_030, answeredAt: 1_040 }],
      ]),
    ],
  ]),
  cloud: { seen: wellFacts() },
  instances: { unseen: "AWS refused" },
};

describe("a collection as files", () => {
  it("comes back as it was", () => {
    const files = filesOf(collection);
    expect([...files.keys()]).toEqual(["DC1-SP1/wg.txt", INDEX_FILE]);
    expect(files.get("DC1-SP1/wg.txt")).toBe("interface: wg0\n");
    expect(collectionOf(files, 5_000)).toEqual(collection);
  });

  it("may have been collected by hand", () => {
    const { takenAt, hosts, cloud, instances } = collectionOf(new Map([["SITE1-LF1/wg.txt", "x"]]), 5_000);
    expect(hosts.get("SITE1-LF1")?.get("wg")).toEqual({ output: { seen: "x" }, askedAt: 5_000, answeredAt: 5_000 });
    expect([takenAt, "unseen" in cloud, "unseen" in instances]).toEqual([5_000, true, true]);
  });

  it("misses a file that was taken away", () => {
    const files = filesOf(collection);
    files.delete("DC1-SP1/wg.txt");
    expect(collectionOf(files, 0).hosts.get("DC1-SP1")?.get("wg")?.output).toEqual({ unseen: "its file is missing" });
  });
});
