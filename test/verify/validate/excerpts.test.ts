import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { collectionOfPasted } from "../../../src/verify/index.ts";
import { planOf } from "../../lab/lab.support.ts";
import { capture, captureNames } from "../../observe/fixtures.ts";

const plan = planOf("dc1");
const HOST = "SITE1-LF1";

/** What one file of a host holds, by capture. */
function capturesOf(text: string) {
  const { collection, notes } = collectionOfPasted(plan, new Map([[`${HOST}/pasted.txt`, text]]), 0);
  const captures = [...(collection.hosts.get(HOST) ?? [])];
  const seen = captures.map(([name, { output }]) => [name, "seen" in output ? output.seen : ""] as const);
  return { captures: new Map(seen), notes };
}

const OUTPUTS = [
  ["wg", capture(`wg-show.${HOST}`)],
  ["addresses", capture(`ip-addr.${HOST}`)],
  ["routes", capture(`ip-route.${HOST}`)],
  ["bgp-summary", capture(`bgp-summary.${HOST}`)],
  ["bgp", capture(`bgp-routes.${HOST}`)],
  ["rib", capture(`rib.${HOST}`)],
  ["firewall", capture("iptables")],
  ["sysctl", capture("sysctl")],
  ["ping-172.16.2.1", capture(`ping.before.${HOST}.SITE2-LF1`)],
  ["traceroute-172.16.2.1", capture(`traceroute.before.${HOST}.SITE2-LF1`)],
  ["key-modes", "600 root /etc/wireguard/wg0.conf"],
  ["clock", "1795345376.774226"],
] as const;
const JSON_OUTPUTS = [
  ["addresses", '[{"ifname":"wg0","addr_info":[]}]'],
  ["routes", '[\n  {"dst":"default"}\n]'],
  ["bgp-summary", '{"ipv4Unicast":{"peers":{}}}'],
  ["bgp", '{"vrfId":0,"routes":{}}'],
  ["firewall", '{"nftables":[]}'],
] as const;

const bare = (text: string | undefined) => text?.split("\n").filter((line) => line.trim() !== "");
const PROMPTS = ["root@host:~# command", "[admin@host ~]$ sudo command", "host# show this", "$ command", "% command"];

describe("captures that people pasted", () => {
  it("are found by their forms, in any order, after any prompt, each with its own lines alone", () => {
    expect(captureNames().length).toBeGreaterThan(60);
    const outputs = fc
      .shuffledSubarray([...OUTPUTS, ...JSON_OUTPUTS], { minLength: 1 })
      .map((some) => some.filter(([name], index) => some.findIndex(([other]) => other === name) === index));
    fc.assert(
      fc.property(outputs, fc.constantFrom(...PROMPTS), fc.constantFrom("\n", "\r\n"), (some, prompt, end) => {
        const text = some.map(([, output]) => `${prompt}\n${output}\n`).join("");
        const { captures, notes } = capturesOf(text.replaceAll("\n", end));
        expect(notes).toEqual([]);
        expect([...captures.keys()]).toEqual(some.map(([name]) => name));
        for (const [name, output] of some) expect(bare(captures.get(name))).toEqual(bare(output));
      }),
    );
  });

  it("need no prompt between forms that differ", () => {
    const plain = OUTPUTS.filter(([name]) => name !== "clock");
    const { captures, notes } = capturesOf(plain.map(([, output]) => `${output}\n`).join(""));
    expect(notes).toEqual([]);
    expect([...captures.keys()]).toEqual(plain.map(([name]) => name));
  });

  it("keep the numbers of their lines", () => {
    const { captures } = capturesOf("$ sysctl net.ipv4.ip_forward\n\nnet.ipv4.ip_forward = 1\n");
    expect(captures.get("sysctl")).toBe("\n\nnet.ipv4.ip_forward = 1\n");
  });

  it("become one where interfaces were asked one by one", () => {
    const one = "$ wg show wg0\ninterface: wg0\n$ wg show wg1\ninterface: wg1\n";
    expect(bare(capturesOf(one).captures.get("wg"))).toEqual(["interface: wg0", "interface: wg1"]);
  });

  it("of the same thing twice: the later one counts, and that is said", () => {
    const { captures, notes } = capturesOf("net.ipv4.ip_forward = 0\n$ again\nnet.ipv4.ip_forward = 1\n");
    expect(bare(captures.get("sysctl"))).toEqual(["net.ipv4.ip_forward = 1"]);
    expect(notes).toEqual([{ kind: "replaced", file: `${HOST}/pasted.txt`, line: 1 }]);
  });

  it("belong to the host that folder or file is named after", () => {
    const line = "net.ipv4.ip_forward = 1\n";
    const files = ["site1-lf1/x", "evidence/SITE2-LF1/deep/x.log", "sysctl.SITE3-LF1.txt", "DC1-SP1.txt", "else.txt"];
    const { collection, notes } = collectionOfPasted(plan, new Map(files.map((file) => [file, line])), 0);
    const filled = [...collection.hosts].filter(([, captures]) => captures.size > 0).map(([host]) => host);
    expect(filled.sort()).toEqual(["DC1-SP1", "SITE1-LF1", "SITE2-LF1", "SITE3-LF1"]);
    expect(notes).toEqual([{ kind: "no-host", file: "else.txt", line: 1 }]);
  });

  it("may be anything at all: nothing throws, and every line that is not blank is placed, skipped or named", () => {
    const part = fc.oneof(fc.string(), fc.constantFrom(...OUTPUTS.map(([, text]) => text), ...PROMPTS, "[", "{", "]"));
    fc.assert(
      fc.property(fc.array(part), (parts) => {
        const { notes } = capturesOf(parts.join("\n"));
        for (const { line } of notes) expect(line).toBeGreaterThan(0);
      }),
    );
  });
});
