import { describe, expect, it } from "vitest";
import { collectionOf, validate } from "../../../src/verify/index.ts";
import { healthy, plan } from "../healthy.ts";

type Files = Map<string, string>;

/** What does not pass when the files were changed so, first things first. */
function failing(change: (files: Files) => void) {
  const files = new Map(healthy);
  change(files);
  return validate(plan, collectionOf(files, 0)).findings.filter(({ verdict }) => verdict !== "pass");
}

/** Replaces in one file; the text must be there. */
const edit = (path: string, before: string | RegExp, after: string) => (files: Files) => {
  const text = files.get(path) ?? "";
  const changed = text.replaceAll(before, after);
  expect(changed, `${path} has no ${before}`).not.toBe(text);
  files.set(path, changed);
};

const keyOf = (site: string) => /public key: (\S+)/.exec(healthy.get(`${site}/wg.txt`) ?? "")?.[1] ?? "";
const shown = (change: (files: Files) => void) =>
  failing(change).map(({ id, subject, seen }) => `${id} ${subject}: ${seen}`);

describe("validate", () => {
  it("passes a hot standby that is well", () => {
    expect(healthy.size).toBe(70);
    expect(failing(() => undefined)).toEqual([]);
  });

  it.each([
    [
      "a swapped key",
      edit("DC1-SP1/wg.txt", `peer: ${keyOf("SITE1-LF1")}`, `peer: ${keyOf("SITE2-LF1")}`),
      [`underlay.peer-key DC1-SP1 wg0: ${keyOf("SITE2-LF1")}`],
    ],
    [
      "a port that is not the planned one",
      edit("SITE1-LF1/wg.txt", "listening port: 51820", "listening port: 51000"),
      ["underlay.port SITE1-LF1 wg0: 51000"],
    ],
    [
      "an endpoint that is not the Elastic IP",
      edit("SITE1-LF1/wg.txt", /endpoint: .*/g, "endpoint: 192.0.2.9:51820"),
      ["underlay.endpoint SITE1-LF1 wg0: 192.0.2.9:51820"],
    ],
    [
      "a standby that calls a site",
      edit(
        "DC1-SP2/wg.txt",
        "allowed ips: 10.100.1.2/32",
        "persistent keepalive: every 25 seconds\n  allowed ips: 10.100.1.2/32",
      ),
      ["underlay.keepalive DC1-SP2 wg0: every 25 s"],
    ],
    [
      "a tunnel that is cut",
      (files: Files) => {
        edit("SITE3-LF1/ping-10.100.3.1.txt", /^64 bytes.*\n/gm, "")(files);
        edit("SITE3-LF1/ping-10.100.3.1.txt", "3 received, 0%", "0 received, 100%")(files);
        edit("SITE3-LF1/wg.txt", /latest handshake: .*/g, "latest handshake: 9 minutes, 30 seconds ago")(files);
      },
      ["underlay.handshake SITE3-LF1 wg0: 9 min ago", "underlay.passage SITE3-LF1 wg0 to 10.100.3.1: 3 of 3 lost"],
    ],
    [
      "an interface that is down",
      edit("SITE3-LF1/addresses.txt", '"POINTOPOINT","MULTICAST","NOARP","UP"', '"POINTOPOINT","MULTICAST","NOARP"'),
      ["underlay.address SITE3-LF1 wg0: down, 10.100.3.2/30"],
    ],
    [
      "a next hop that is not the hub",
      edit("SITE3-LF1/bgp.txt", '"ip":"10.100.3.1"', '"ip":"10.100.3.9"'),
      [
        "overlay.next-hop SITE3-LF1: 172.16.0.1/32 via 10.100.3.9, 172.16.1.1/32 via 10.100.3.9, 172.16.2.1/32 via 10.100.3.9",
      ],
    ],
    [
      "a path through somebody else",
      edit("SITE3-LF1/bgp.txt", '"path":"65000 65101"', '"path":"65000 64999 65101"'),
      ["overlay.as-path SITE3-LF1: 172.16.1.1/32 by 65000 64999 65101"],
    ],
    [
      "a traceroute that goes another way",
      edit("SITE1-LF1/traceroute-172.16.3.1.txt", "10.100.1.1", "192.0.2.1"),
      ["connectivity.path SITE1-LF1 to 172.16.3.1: 192.0.2.1, 172.16.3.1"],
    ],
    [
      "an answer that is cut off",
      edit("SITE1-LF1/routes.txt", /\}\]\s*$/g, ""),
      [
        expect.stringMatching(/^overlay\.kernel-routes SITE1-LF1: routes, line 1 is not understood: /),
        expect.stringMatching(/^overlay\.static SITE1-LF1: routes, line 1 is not understood: /),
      ],
    ],
    [
      "bgpd that has stopped",
      (files: Files) => {
        for (const name of ["bgp", "bgp-summary"]) files.delete(`SITE2-LF1/${name}.txt`);
      },
      [
        "overlay.router-ids all speakers: its file is missing",
        ...[
          "session SITE2-LF1 to DC1-SP1 or DC1-SP2",
          "prefixes SITE2-LF1",
          "next-hop SITE2-LF1",
          "as-path SITE2-LF1",
        ].map((check) => `overlay.${check}: its file is missing`),
        "overlay.sent SITE2-LF1 to DC1-SP1 or DC1-SP2: its file is missing",
      ],
    ],
  ])("finds %s, and nothing else", (_what, change, expected) => {
    expect(shown(change)).toEqual(expected);
  });

  it("does not pass what AWS did not tell", () => {
    const found = failing((files) => files.delete("collection.json"));
    const ids = new Set(found.map(({ id }) => id));
    for (const id of ["availability.planned", "security.group", "security.source-check"]) expect(ids).toContain(id);
  });
});
