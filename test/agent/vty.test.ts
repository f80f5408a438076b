import { mkdtempSync, rmSync } from "node:fs";
import { createServer, type Server, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openVty } from "../../src/agent/vty.ts";

let folder: string;
let path: string;
let server: Server;
const sockets: Socket[] = [];

/** Answers as FRR does: text, three NUL bytes, status; a long answer comes in pieces. */
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "vty-"));
  path = join(folder, "bgpd.vty");
  server = createServer((socket) => {
    sockets.push(socket);
    socket.on("data", (chunk) => {
      for (const command of chunk.toString().split("\0").slice(0, -1)) {
        if (command === "show big") {
          socket.write("x".repeat(100_000));
          socket.write(Buffer.from([0, 0]));
          setImmediate(() => socket.write(Buffer.from([0, 0])));
        } else socket.write(Buffer.from(`${command}!\0\0\0${command === "show nonsense" ? "\x02" : "\0"}`));
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(path, resolve));
});

afterEach(() => {
  for (const socket of sockets.splice(0)) socket.destroy();
  server.close();
  rmSync(folder, { recursive: true });
});

describe("a vty", () => {
  it("answers commands in order, cut anywhere", async () => {
    const vty = await openVty(path);
    const answers = await Promise.all([vty.command("show a"), vty.command("show big"), vty.command("show b")]);
    expect([answers[0], answers[1]?.length, answers[2]]).toEqual(["show a!", 100_000, "show b!"]);
    vty.close();
  });

  it("rejects what the daemon refuses", async () => {
    const vty = await openVty(path);
    await expect(vty.command("show nonsense")).rejects.toThrow("status 2");
    vty.close();
  });

  it("says at once that the daemon is gone, and rejects what was asked", async () => {
    const vty = await openVty(path);
    for (const socket of sockets) socket.destroy();
    await vty.closed;
    await expect(vty.command("show a")).rejects.toThrow("closed its vty");
    await expect(openVty(join(folder, "none.vty"))).rejects.toThrow("ENOENT");
  });
});
