import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseWgShow } from "../../src/observe/index.ts";
import { capture } from "./fixtures.ts";

const TAKEN_AT = 1_770_000_000;
const hub = capture("wg-show.DC1-SP1");
const peerLine = "peer: 6IBrUyL5OKE3peUK973ppeNkUkD1FF7hLZ2QsuSAbB4=";

function peerWith(field: string): ReturnType<typeof parseWgShow> {
  return parseWgShow(`interface: wg0\n\n${peerLine}\n  ${field}\n`, TAKEN_AT);
}

describe("parseWgShow", () => {
  it.each([
    ["Now", 0],
    ["1 second ago", 1],
    ["1 minute, 12 seconds ago", 72],
    ["2 hours, 5 seconds ago", 7205],
    ["1 year, 2 days, 1 hour, 1 minute ago", 31_536_000 + 2 * 86_400 + 3660],
  ])("makes a time of an age: %s", (age, seconds) => {
    const { facts, unread } = peerWith(`latest handshake: ${age}`);
    expect(unread).toEqual([]);
    expect(facts.interfaces[0]?.peers[0]?.latestHandshake).toBe(TAKEN_AT - seconds);
  });

  it.each([
    ["transfer: 0 B received, 148 B sent", { received: 0, sent: 148 }],
    ["transfer: 1.50 GiB received, 2.00 TiB sent", { received: 1.5 * 2 ** 30, sent: 2 ** 41 }],
    ["allowed ips: (none)", { allowedIps: [] }],
    ["persistent keepalive: every 1 minute, 5 seconds", { keepalive: 65 }],
    ["endpoint: [2001:db8::1]:51820", { endpoint: "[2001:db8::1]:51820" }],
    ["endpoint: (address withheld):42294", { endpoint: "(address withheld):42294" }],
  ])("reads %s", (field, expected) => {
    const { facts, unread } = peerWith(field);
    expect(unread).toEqual([]);
    expect(facts.interfaces[0]?.peers).toMatchObject([expected]);
  });

  it("reads interfaces without keys and peers that have never answered, pasted with the command", () => {
    const { facts, unread } = parseWgShow(`ubuntu@DC1-SP1:~$ sudo wg show\ninterface: wg0\r\n\r\n${peerLine}\r\n`, 0);
    expect(unread).toEqual([]);
    expect(facts.interfaces).toMatchObject([
      { name: "wg0", publicKey: undefined, listenPort: 0, peers: [{ latestHandshake: undefined, received: 0 }] },
    ]);
  });

  it.each([
    "latest handshake: (System clock wound backward; connection problems may ensue.)",
    "latest handshake: soon",
    "transfer: much received, 1 B sent",
    "endpoint: nowhere",
    "mood: good",
  ])("says that it could not read %s", (field) => {
    expect(peerWith(field).unread).toEqual([{ line: 4, text: `  ${field}` }]);
  });

  it("leaves an error message and an interface that comes twice unread", () => {
    const error = "Unable to access interface wg0: Operation not permitted";
    expect(parseWgShow(error, 0)).toEqual({ facts: { interfaces: [] }, unread: [{ line: 1, text: error }] });
    const { facts, unread } = parseWgShow(`interface: wg0\ninterface: wg0\n${peerLine}\n`, 0);
    expect(facts.interfaces).toMatchObject([{ name: "wg0", peers: [] }]);
    expect(unread.map(({ line }) => line)).toEqual([2, 3]);
  });

  it("never lets a private or preshared key through, however the text was damaged", () => {
    const privateKey = "aPrivateKeyThatMustNotBeSeenAnywhereElse123=";
    const presharedKey = "aPresharedKeyThatMustNotBeSeenAnywhere45678=";
    const text = hub
      .replaceAll("(hidden)", privateKey)
      .replaceAll(/^( {2}endpoint)/gm, `  preshared key: ${presharedKey}\n$1`);
    expect([text.split(privateKey).length, text.split(presharedKey).length]).toEqual([4, 4]);
    expect(parseWgShow(text, 0)).toEqual(parseWgShow(hub, 0));
    const place = fc.nat(text.length);
    fc.assert(
      fc.property(place, place, fc.constantFrom("", "\n", "\t", " ", ":"), (a, b, inserted) => {
        const [from, to] = [Math.min(a, b), Math.max(a, b)];
        const damaged = to - from < 40 ? text.slice(0, from) + inserted + text.slice(to) : text.slice(from, to);
        const seen = JSON.stringify(parseWgShow(damaged, 0));
        for (let at = 0; at + 12 <= privateKey.length; at++) {
          expect(seen).not.toContain(privateKey.slice(at, at + 12));
          expect(seen).not.toContain(presharedKey.slice(at, at + 12));
        }
      }),
      { numRuns: 300 },
    );
  });
});
