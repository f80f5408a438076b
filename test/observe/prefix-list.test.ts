import { describe, expect, it } from "vitest";
import { parsePrefixLists } from "../../src/observe/index.ts";
import { fixture } from "./fixtures.ts";

describe("parsePrefixLists", () => {
  it("adds up what each list denied", () => {
    expect(parsePrefixLists(fixture("prefix-lists.hub.json"))).toEqual({
      facts: {
        lists: [
          { name: "FROM-BRANCH", denied: 2 },
          { name: "TO-BRANCH", denied: 5 },
        ],
      },
      unread: [],
    });
  });

  it.each([
    ['{"BGP":{"FROM-X":7}}', 'BGP["FROM-X"]'],
    ["[]", "[]"],
  ])("says what it could not read: %s", (text, unread) => {
    expect(parsePrefixLists(text)).toEqual({ facts: { lists: [] }, unread: [{ line: 1, text: unread }] });
  });
});
