import { expect, it } from "vitest";
import { parseSysctl } from "../../src/observe/index.ts";

it("reads parameters, values of several lines, empty ones, and no secret", () => {
  const { facts, unread } = parseSysctl(
    [
      "# sysctl -a",
      "net.ipv4.ip_forward = 1",
      "net.ipv4.conf.eth0/100.rp_filter=2",
      "kernel.core_pattern = |/bin/false x = y",
      "dev.cdrom.info = drive name:",
      "dev.cdrom.info = drive speed:",
      "kernel.modprobe = ",
      "net.ipv4.tcp_fastopen_key = 11111111-22222222-33333333-44444444",
      "net.ipv6.conf.all.stable_secret = 2001:db8::1",
    ].join("\n"),
  );
  expect(unread).toEqual([]);
  expect([...facts.values]).toEqual([
    ["net.ipv4.ip_forward", "1"],
    ["net.ipv4.conf.eth0/100.rp_filter", "2"],
    ["kernel.core_pattern", "|/bin/false x = y"],
    ["dev.cdrom.info", "drive name:\ndrive speed:"],
    ["kernel.modprobe", ""],
  ]);
});

it.each(["sysctl: permission denied on key 'kernel.cad_pid'", "1", "= 1"])("leaves %s unread", (line) => {
  const { facts, unread } = parseSysctl(line);
  expect(facts.values.size).toBe(0);
  expect(unread).toEqual([{ line: 1, text: line }]);
});
