import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compileFilter } from "../../../src/cloud/services/logs/filter/filter.ts";

const line =
  '{"level":"ERROR","n":5,"ok":true,"none":null,"who":{"hub":"DC1-SP2"},"tags":["a","b"],"msg":"no route to host"}';

describe("terms", () => {
  it.each([
    ["", "anything", true],
    ["ERROR", "an ERROR here", true],
    ["error", "an ERROR here", false],
    ["ERROR route", "ERROR: no route", true],
    ["ERROR route", "ERROR: no way", false],
    ['"no route"', "there is no route", true],
    ['"no route"', "route no", false],
    ['"say \\"yes\\""', 'they say "yes"', true],
    ["?ERROR ?WARN", "a WARN", true],
    ["?ERROR ?WARN", "an INFO", false],
    ["ERROR -timeout", "ERROR route", true],
    ["ERROR -timeout", "ERROR timeout", false],
    ['ERROR -"time out"', "ERROR time out", false],
    ["ERROR ?WARN", "ERROR", true],
    ["%rou[nt]e%", "route", true],
    ["%^x%", "route", false],
  ])("%s in %s: %s", (pattern, message, expected) => {
    expect(compileFilter(pattern)(message)).toBe(expected);
  });

  it("match when every word is in the message", () => {
    const word = fc.stringMatching(/^[A-Za-z0-9]{1,6}$/);
    fc.assert(
      fc.property(fc.array(word, { minLength: 1 }), word, (words, other) => {
        const message = words.join(" ");
        expect(compileFilter(words.join(" "))(message)).toBe(true);
        expect(compileFilter(`-${other}`)(message)).toBe(!message.includes(other));
      }),
    );
  });
});

describe("JSON selectors", () => {
  it.each([
    ['{ $.level = "ERROR" }', true],
    ["{ $.level = ERROR }", true],
    ['{ $.level = "WARN" }', false],
    ['{ $.level != "WARN" }', true],
    ['{ $.missing != "WARN" }', false],
    ['{ $.who.hub = "DC1-*" }', true],
    ['{ $.who.hub = "DC2-*" }', false],
    ["{ $.n = 5 }", true],
    ['{ $.n = "5" }', true],
    ["{ $.n > 4 }", true],
    ["{ $.n >= 5.5 }", false],
    ["{ $.n < 5 }", false],
    ["{ $.n <= 5 }", true],
    ["{ $.tags[1] = b }", true],
    ["{ $.tags[*] = a }", true],
    ["{ $.tags[0] = b }", false],
    ["{ $.ok IS TRUE }", true],
    ["{ $.ok IS FALSE }", false],
    ["{ $.none IS NULL }", true],
    ["{ $.nothing NOT EXISTS }", true],
    ["{ $.ok NOT EXISTS }", false],
    ["{ $.msg = %no .* host% }", true],
    ['{ $.level = "ERROR" && $.n = 6 }', false],
    ['{ ($.level = "WARN" || $.n = 5) && $.ok IS TRUE }', true],
    ['{ $.level = "WARN" || $.n = 6 && $.ok IS TRUE }', false],
  ])("%s: %s", (pattern, expected) => {
    expect(compileFilter(pattern)(line)).toBe(expected);
  });

  it("match nothing that is no JSON object", () => {
    expect(compileFilter("{ $.a NOT EXISTS }")("plain text")).toBe(false);
  });
});

describe("an invalid pattern", () => {
  it.each([
    "{",
    "{ $.a }",
    "{ $.a = }",
    "{ $.a > x }",
    "{ a = 1 }",
    "{ $.a = 1 } x",
    "{ ($.a = 1 }",
    "[ip, user]",
    "%(%",
  ])("%s", (pattern) => {
    expect(() => compileFilter(pattern)).toThrow(
      expect.objectContaining({
        code: "InvalidParameterException",
        message: expect.stringMatching(/^Invalid filter pattern: ./),
      }),
    );
  });
});
