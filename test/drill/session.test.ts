import { describe, expect, it } from "vitest";
import { sessionOf } from "../../src/drill/session.ts";
import type { Handshake } from "../../src/observe/index.ts";

const message = (at: number, type: Handshake["type"]): Handshake => ({ at, type, from: "hub:51820", to: "site:51820" });
const one = [
  message(100, "initiation"),
  message(101, "response"),
  message(500, "initiation"),
  message(502, "response"),
];
const other = [message(498, "initiation"), message(503, "initiation"), message(510, "response")];

describe("sessionOf", () => {
  it("begins with the first handshake that was answered and ends with the last answer", () => {
    expect(sessionOf([one, other], 400)).toEqual({ beganAt: 500, at: 510 });
  });

  it("leaves out handshakes before the moment", () => {
    expect(sessionOf([one], 400)).toEqual({ beganAt: 500, at: 502 });
    expect(sessionOf([one], 50)).toEqual({ beganAt: 100, at: 101 });
  });

  it("is none while one of the sites has none", () => {
    expect(sessionOf([one, other], 506)).toBeUndefined();
    expect(sessionOf([one, []], 50)).toBeUndefined();
    expect(sessionOf([], 50)).toBeUndefined();
  });
});
