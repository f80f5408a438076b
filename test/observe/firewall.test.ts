import { describe, expect, it } from "vitest";
import { parseIptables, parseNftables } from "../../src/observe/index.ts";
import { fixture } from "./fixtures.ts";

describe("parseIptables", () => {
  it("reads policies, chains and rules", () => {
    const { facts, unread } = parseIptables(
      [
        "$ sudo iptables -S",
        "-P INPUT DROP -c 12 3456",
        "-P FORWARD ACCEPT",
        "-N GUARD",
        '-A INPUT -p udp -m udp --dport 51820 -m comment --comment "the \\"first\\" tunnel" -j ACCEPT',
        "-A INPUT ! -i lo -g GUARD",
        "-A GUARD -j REJECT --reject-with icmp-port-unreachable",
        "-A GUARD -s 10.0.0.0/8",
      ].join("\n"),
    );
    expect(unread).toEqual([]);
    expect(facts.chains).toEqual([
      {
        name: "INPUT",
        policy: "DROP",
        rules: [
          {
            matches: "-p udp -m udp --dport 51820 -m comment --comment".split(" ").concat('the "first" tunnel'),
            target: "ACCEPT",
            options: [],
          },
          { matches: ["!", "-i", "lo"], target: "GUARD", options: [] },
        ],
      },
      { name: "FORWARD", policy: "ACCEPT", rules: [] },
      {
        name: "GUARD",
        policy: undefined,
        rules: [
          { matches: [], target: "REJECT", options: ["--reject-with", "icmp-port-unreachable"] },
          { matches: ["-s", "10.0.0.0/8"], target: undefined, options: [] },
        ],
      },
    ]);
  });

  it.each([
    "-A INPUT -j ACCEPT",
    "-P INPUT MAYBE",
    "iptables v1.8.9 (nf_tables): Could not fetch rule set generation id",
  ])("leaves %s unread", (line) => {
    // A rule of a chain that was not shown belongs nowhere.
    expect(parseIptables(line)).toEqual({ facts: { chains: [] }, unread: [{ line: 1, text: line }] });
  });
});

describe("parseNftables", () => {
  const { facts, unread } = parseNftables(fixture("nft-ruleset.site.json"));
  const chain = (name: string) => facts.chains.find((one) => one.name === name);

  it("reads tables, chains, sets and counters", () => {
    expect(unread).toEqual([]);
    expect(facts.tables).toEqual([{ family: "inet", name: "hubshift" }]);
    const hooks = facts.chains.map(({ name, hook, priority, policy, rules }) => [
      name,
      hook,
      priority,
      policy,
      rules.length,
    ]);
    expect(hooks).toEqual([
      ["spoofed", undefined, undefined, undefined, 2],
      ["unplanned", undefined, undefined, undefined, 2],
      ["arriving", "prerouting", -300, "accept", 4],
      ["leaving", "postrouting", 0, "accept", 1],
      ["input", "input", 0, "drop", 10],
      ["forward", "forward", 0, "drop", 5],
    ]);
    expect(facts.sets.map(({ name, elements }) => [name, elements])).toEqual([
      ["networks", []],
      ["own", ["10.100.1.2", "172.16.1.1"]],
      ["remote", ["10.100.0.0/16", "172.16.0.0/16"]],
    ]);
    expect(facts.counters).toMatchObject([
      { name: "spoofed", table: "hubshift", packets: 0, bytes: 0 },
      { name: "unplanned", packets: 0 },
    ]);
  });

  it("reads what a rule asks and does, in nft's words", () => {
    const words = chain("input")?.rules.map(({ matches, verdict }) => [
      ...matches.map(({ left, operator, right }) => `${left} ${operator} ${right}`),
      verdict,
    ]);
    expect(words?.slice(0, 3)).toEqual([
      ["ct state in established,related", "accept"],
      ["iifname == lo", "accept"],
      ["icmp type == destination-unreachable,echo-request,time-exceeded,parameter-problem", "accept"],
    ]);
    expect(words?.slice(4, 6)).toEqual([
      ["udp dport == 51820", "accept"],
      ["iifname == wg0", "ip saddr == 10.100.1.1", "tcp dport == 179", "accept"],
    ]);
    expect(words?.at(-1)).toEqual(["ip saddr == @networks", "udp dport == 33434-33534", "reject"]);
    expect(chain("spoofed")?.rules).toMatchObject([
      { matches: [], verdict: undefined, statements: ["limit", "log"] },
      { verdict: "drop", statements: ["counter"] },
    ]);
    expect(chain("forward")?.rules[0]).toMatchObject({
      matches: [{ left: "tcp flags & syn,rst", operator: "==", right: ["syn"] }],
      statements: ["mangle"],
    });
    expect(chain("forward")?.rules.at(-1)?.verdict).toBe("jump unplanned");
  });

  it.each([
    ["Operation not permitted (you must be root)", "Operation not permitted (you must be root)"],
    ["{}", "nftables"],
    ['{"nftables":[{"rule":{"family":"ip","table":"t","chain":"not shown","expr":[]}}]}', "nftables[0]"],
    ['{"nftables":[{"chain":{"name":"x"}}]}', "nftables[0]"],
    ['{"nftables":[{"what":{}}]}', "nftables[0]"],
    ['{"nftables":[7]}', "nftables[0]"],
  ])("says what it could not read: %s", (text, expected) => {
    expect(parseNftables(text).unread).toEqual([{ line: 1, text: expected }]);
  });
});
