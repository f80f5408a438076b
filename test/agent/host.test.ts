import { expect, it } from "vitest";
import { frameErrors, interfaces, parseNetDev } from "../../src/agent/host.ts";

const NET_DEV = `Inter-|   Receive                                                |  Transmit
 face |bytes    packets errs drop fifo frame compressed multicast|bytes    packets errs drop fifo colls carrier compressed
    lo:    2776      32    0    0    0     0          0         0     2776      32    0    0    0     0       0          0
   wg0:148 2 5 0 0 5 0 0 0 0 0 0 0 0 0 0
`;

it("reads interfaces and their frame errors from the kernel's table, with and without a space after the name", () => {
  expect([...parseNetDev(NET_DEV)]).toEqual([
    ["lo", 0],
    ["wg0", 5],
  ]);
});

it("reads this machine's table", async () => {
  expect(await interfaces()).toContain("lo");
  expect((await frameErrors()).get("lo")).toBe(0);
});
