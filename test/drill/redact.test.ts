import { expect, it } from "vitest";
import { redactWgDump } from "../../src/drill/redact.ts";

const key = (letter: string) => `${letter.repeat(43)}=`;
const dump = [
  ["wg0", key("P"), key("a"), "51820", "off"],
  ["wg0", key("b"), key("S"), "198.51.100.1:42294", "10.100.1.2/32,172.16.1.1/32", "1763800000", "1200", "3400", "25"],
  ["wg0", key("c"), "(none)", "(none)", "10.100.2.2/32", "0", "0", "0", "off"],
];

it("keeps everything of a dump but its secrets", () => {
  const text = dump.map((line) => `${line.join("\t")}\n`).join("");
  const expected = text.replace(key("P"), "(hidden)").replace(key("S"), "(hidden)").replace("(none)", "(hidden)");
  expect(redactWgDump(text)).toBe(expected);
});

it("drops a line that it does not know: it might hold a secret", () => {
  expect(redactWgDump(`${key("P")}\nwg0\t${key("P")}\n`)).toBe("");
});
