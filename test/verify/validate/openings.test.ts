import { describe, expect, it } from "vitest";
import { readOpenings } from "../../../src/verify/validate/openings.ts";

const chain = (name: string, policy: string, table = "hubshift") => ({
  chain: { family: "inet", table, name, handle: 1, type: "filter", hook: "input", prio: 0, policy },
});
const rule = (expr: unknown[], table = "hubshift") => ({
  rule: { family: "inet", table, chain: "input", handle: 2, expr },
});
const match = (left: unknown, right: unknown, op = "==") => ({ match: { op, left, right } });
const field = (protocol: string, name: string) => ({ payload: { protocol, field: name } });
const openings = (...objects: object[]) => readOpenings(JSON.stringify({ nftables: objects })).facts;

const wireguard = rule([match(field("udp", "dport"), { range: [51820, 51822] }), { accept: null }]);

describe("readOpenings", () => {
  it.each([
    ["no firewall", [], "everything"],
    ["a chain that lets everything in", [chain("input", "accept"), wireguard], "everything"],
    ["what is planned", [chain("input", "drop"), wireguard], ["udp 51820-51822"]],
    [
      "sources, of which a set may hold several",
      [
        {
          set: {
            family: "inet",
            table: "hubshift",
            name: "own",
            handle: 9,
            type: "ipv4_addr",
            elem: ["10.0.0.1", "10.0.0.2"],
          },
        },
        chain("input", "drop"),
        rule([match(field("ip", "saddr"), "@own"), match(field("tcp", "dport"), 22), { accept: null }]),
      ],
      ["tcp 22 from 10.0.0.1", "tcp 22 from 10.0.0.2"],
    ],
    ["a rule for every port", [chain("input", "drop"), rule([{ accept: null }])], ["every port"]],
    [
      "a jump, whose chain may accept",
      [chain("input", "drop"), rule([match(field("tcp", "dport"), 80), { jump: { target: "web" } }])],
      ["tcp 80"],
    ],
    [
      "what comes out of a tunnel, answers and refusals are no openings",
      [
        chain("input", "drop"),
        rule([match({ meta: { key: "iifname" } }, "wg0"), { accept: null }]),
        rule([match({ ct: { key: "state" } }, ["established", "related"], "in"), { accept: null }]),
        rule([match(field("udp", "dport"), 33434), { reject: null }]),
        rule([match(field("udp", "dport"), 33434), { drop: null }]),
      ],
      [],
    ],
    [
      "everything that is not the tunnel is the WAN",
      [
        chain("input", "drop"),
        rule([match({ meta: { key: "iifname" } }, "wg0", "!="), match(field("tcp", "dport"), 22), { accept: null }]),
      ],
      ["tcp 22"],
    ],
    [
      "what another table drops stays out",
      [
        chain("input", "drop"),
        wireguard,
        rule([match(field("tcp", "dport"), 80), { accept: null }]),
        chain("input", "drop", "b"),
        rule([match(field("tcp", "dport"), 80), { accept: null }], "b"),
      ],
      ["tcp 80"],
    ],
  ])("%s", (_what, objects, expected) => {
    expect(openings(...(objects as object[]))).toEqual(expected);
  });

  it("reads iptables -S too", () => {
    expect(readOpenings("-P INPUT ACCEPT\n-P FORWARD ACCEPT\n-P OUTPUT ACCEPT\n").facts).toBe("everything");
    expect(readOpenings("-P INPUT DROP\n-A INPUT -p udp --dport 51820 -j ACCEPT\n").facts).toEqual([
      "-p udp --dport 51820",
    ]);
  });
});
