import { describe, expect, it } from "vitest";
import { parseTraceroute, parseUntimedPing } from "../../src/observe/index.ts";
import { captureReader, SITES } from "./captures.ts";

const { factsOf, textOf } = captureReader("connectivity", 39);

describe("ping", () => {
  const loopback = (host: string): string => (host.startsWith("DC1") ? "172.16.0.1" : `172.16.${host[4]}.1`);
  const runs: [string, string, string, number[]][] = [
    ["before", "SITE1-LF1", "DC1-SP1", [17.7, 18.1, 17.9]],
    ["before", "SITE1-LF1", "SITE2-LF1", [34.5, 35.5, 36.0]],
    ["before", "SITE1-LF1", "SITE3-LF1", [35.6, 36.2, 36.3]],
    ["before", "SITE2-LF1", "DC1-SP1", [17.3, 17.6, 17.3]],
    ["before", "SITE2-LF1", "SITE1-LF1", [35.2, 35.4, 35.6]],
    ["before", "SITE2-LF1", "SITE3-LF1", [34.6, 35.5, 35.9]],
    ["before", "SITE3-LF1", "DC1-SP1", [17.4, 17.8, 17.9]],
    ["before", "SITE3-LF1", "SITE1-LF1", [35.5, 35.8, 35.5]],
    ["before", "SITE3-LF1", "SITE2-LF1", [34.6, 35.5, 35.2]],
    ["after", "SITE1-LF1", "DC1-SP2", [23.3, 22.6, 22.4]],
    ["after", "SITE1-LF1", "SITE2-LF1", [44.5, 44.4, 44.6]],
    ["after", "SITE1-LF1", "SITE3-LF1", [45.0, 44.6, 45.1]],
    ["after", "SITE2-LF1", "DC1-SP2", [22.5, 22.2, 22.8]],
    ["after", "SITE2-LF1", "SITE1-LF1", [44.5, 44.9, 44.6]],
    ["after", "SITE2-LF1", "SITE3-LF1", [45.4, 45.3, 44.8]],
    ["after", "SITE3-LF1", "DC1-SP2", [23.8, 22.4, 22.7]],
    ["after", "SITE3-LF1", "SITE1-LF1", [45.2, 45.0, 44.9]],
    ["after", "SITE3-LF1", "SITE2-LF1", [45.3, 44.9, 44.9]],
  ];
  it.each(runs)("%s, %s to %s: %j ms", (when, from, to, rtts) => {
    const name = `ping.${when}.${from}.${to}`;
    const ttl = to.startsWith("DC1") ? 64 : 63;
    expect(textOf(name)).toContain(`PING ${loopback(to)} `);
    expect(factsOf(name, parseUntimedPing)).toEqual({
      replies: rtts.map((rttMs, at) => ({ seq: at + 1, rttMs, ttl, duplicate: false })),
      errors: [],
      summary: { sent: 3, received: 3 },
    });
  });

  it.each([
    ["failover", 48, 12, 28],
    ["failback", 85, 13, 49],
  ])("through the %s: of %i probes none between %i and %i is answered", (name, sent, last, next) => {
    const { replies, summary } = factsOf(`ping.${name}`, parseUntimedPing);
    const answered = Array.from({ length: sent }, (_, at) => at + 1).filter((seq) => seq <= last || seq >= next);
    expect(replies.map(({ seq }) => seq)).toEqual(answered);
    expect(summary).toEqual({ sent, received: answered.length });
  });

  it("where no peer may have the packet", () => {
    const { replies, errors } = factsOf("ping.no-key", parseUntimedPing);
    expect(replies).toEqual([]);
    expect(errors.map(({ seq, from, text }) => [seq, from, text])).toEqual(
      SITES.flatMap((seq) => [
        [seq, "10.20.30.12", "Destination Host Unreachable"],
        [undefined, undefined, "sendmsg: Required key not available"],
      ]),
    );
  });
});

describe("traceroute", () => {
  const runs: [string, number, number, number[][]][] = [
    ["before", 1, 0, [[17.202, 16.99, 16.891]]],
    [
      "before",
      1,
      2,
      [
        [17.055, 16.603, 16.335],
        [33.448, 33.194, 32.944],
      ],
    ],
    [
      "before",
      1,
      3,
      [
        [16.64, 16.414, 16.266],
        [33.28, 33.139, 32.982],
      ],
    ],
    ["before", 2, 0, [[16.942, 16.761, 16.654]]],
    [
      "before",
      2,
      1,
      [
        [17.241, 17.049, 16.933],
        [34.276, 34.164, 34.052],
      ],
    ],
    [
      "before",
      2,
      3,
      [
        [17.138, 16.963, 16.869],
        [34.036, 33.945, 33.847],
      ],
    ],
    ["before", 3, 0, [[16.809, 16.601, 16.461]]],
    [
      "before",
      3,
      1,
      [
        [17.341, 17.323, 17.311],
        [34.016, 33.982, 33.957],
      ],
    ],
    [
      "before",
      3,
      2,
      [
        [16.513, 16.354, 16.265],
        [33.103, 33.019, 32.934],
      ],
    ],
    ["after", 1, 0, [[17.154, 17.064, 16.992]]],
    [
      "after",
      1,
      2,
      [
        [17.204, 16.791, 16.413],
        [33.54, 33.315, 32.872],
      ],
    ],
    [
      "after",
      1,
      3,
      [
        [17.12, 16.691, 16.344],
        [33.108, 32.719, 32.507],
      ],
    ],
    ["after", 2, 0, [[17.013, 16.794, 16.584]]],
    [
      "after",
      2,
      1,
      [
        [17.181, 16.843, 16.621],
        [34.096, 33.947, 33.391],
      ],
    ],
    [
      "after",
      2,
      3,
      [
        [16.756, 16.361, 16.21],
        [34.121, 33.899, 33.702],
      ],
    ],
    ["after", 3, 0, [[16.954, 16.771, 16.48]]],
    [
      "after",
      3,
      1,
      [
        [17.029, 16.834, 16.791],
        [34.024, 33.807, 33.736],
      ],
    ],
    [
      "after",
      3,
      2,
      [
        [16.429, 16.336, 16.098],
        [33.071, 32.857, 32.694],
      ],
    ],
  ];
  it.each(runs)("%s, site %i to %i", (when, from, to, rtts) => {
    const hub = when === "before" ? "DC1-SP1" : "DC1-SP2";
    const target = `172.16.${to}.1`;
    const hops = to === 0 ? [target] : [`10.100.${from}.1`, target];
    const name = `traceroute.${when}.SITE${from}-LF1.${to === 0 ? hub : `SITE${to}-LF1`}`;
    expect(factsOf(name, parseTraceroute)).toEqual({
      target,
      errors: [],
      hops: hops.map((address, at) => ({
        hop: at + 1,
        probes: rtts[at]?.map((rttMs) => ({ address, rttMs, error: undefined })),
      })),
    });
  });
});
