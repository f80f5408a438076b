import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseWgDump } from "../../src/observe/index.ts";
import { fixture } from "./fixtures.ts";

const hub = fixture("wg-dump.hub.txt");

describe("parseWgDump", () => {
  it("reads the interfaces and peers of a hub with sessions", () => {
    const { facts, unread } = parseWgDump(hub);
    expect(unread).toEqual([]);
    expect(facts.interfaces.map(({ name, listenPort }) => [name, listenPort])).toEqual([
      ["wg2", 51822],
      ["wg1", 51821],
      ["wg0", 51820],
    ]);
    expect(facts.interfaces[2]).toEqual({
      name: "wg0",
      publicKey: "J54ds8O/vWgqJphVzBCe6088WCr4jTz5V50HSGH8rAk=",
      listenPort: 51820,
      peers: [
        {
          publicKey: "z7n1AwxUp8wOkp2l/tyjDZeZXK6INCLmtZMty5jEOGw=",
          endpoint: "198.51.100.1:43074",
          allowedIps: ["10.100.1.2/32", "172.16.1.1/32"],
          latestHandshake: 1795345338,
          received: 2084,
          sent: 2144,
          keepalive: 25,
        },
      ],
    });
  });

  it("has no handshake time for a peer that has never answered", () => {
    const { facts } = parseWgDump(fixture("wg-dump.standby.txt"));
    const peers = facts.interfaces.flatMap((wg) => wg.peers);
    expect(peers).toHaveLength(3);
    for (const peer of peers) expect(peer).toMatchObject({ latestHandshake: undefined, received: 0, sent: 1184 });
  });

  it("reads an interface without keys and a peer with nothing but its key", () => {
    const key = "J54ds8O/vWgqJphVzBCe6088WCr4jTz5V50HSGH8rAk=";
    const { facts, unread } = parseWgDump(
      `wg0\t(none)\t(none)\t0\toff\nwg0\t${key}\t(none)\t(none)\t(none)\t0\t0\t0\toff\n`,
    );
    expect(unread).toEqual([]);
    expect(facts.interfaces).toEqual([
      {
        name: "wg0",
        publicKey: undefined,
        listenPort: 0,
        peers: [
          {
            publicKey: key,
            endpoint: undefined,
            allowedIps: [],
            latestHandshake: undefined,
            received: 0,
            sent: 0,
            keepalive: undefined,
          },
        ],
      },
    ]);
  });

  it.each([
    ["a peer without its interface", hub.split("\n").slice(1, 2).join("\n")],
    ["an interface that comes twice", `${hub.split("\n")[0]}\n${hub.split("\n")[0]}`],
    ["a line that was cut", hub.slice(0, 60)],
    ["an error message", "Unable to access interface wg0: No such device"],
  ])("leaves %s unread", (_, text) => {
    const { unread } = parseWgDump(text);
    expect(unread).toHaveLength(1);
    expect(unread[0]?.line).toBe(text.split("\n").length);
  });

  it("never lets a private or preshared key through, however the dump was damaged", () => {
    const privateKey = "aPrivateKeyThatMustNotBeSeenAnywhereElse123=";
    const presharedKey = "aPresharedKeyThatMustNotBeSeenAnywhere45678=";
    const dump = hub.replaceAll("<REDACTED>", privateKey).replaceAll("(none)", presharedKey);
    expect(dump.split(privateKey)).toHaveLength(4);
    expect(dump.split(presharedKey)).toHaveLength(4);
    const place = fc.nat(dump.length);
    fc.assert(
      fc.property(place, place, fc.constantFrom("", "\n", "\t", " ", "\t\t"), (a, b, inserted) => {
        const [from, to] = [Math.min(a, b), Math.max(a, b)];
        const keepsMost = to - from < 40 ? dump.slice(0, from) + inserted + dump.slice(to) : dump.slice(from, to);
        const seen = JSON.stringify(parseWgDump(keepsMost));
        for (let at = 0; at + 12 <= privateKey.length; at++) {
          expect(seen).not.toContain(privateKey.slice(at, at + 12));
          expect(seen).not.toContain(presharedKey.slice(at, at + 12));
        }
      }),
      { numRuns: 300 },
    );
  });
});
