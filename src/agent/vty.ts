import { createConnection, type Socket } from "node:net";

/** An answer ends with three NUL bytes and the command's status (FRR, lib/vty.c). */
const END = Buffer.alloc(3);

/** A conversation with one FRR daemon over its vty socket, without starting `vtysh`. */
export interface Vty {
  /** What the daemon answers. Commands are answered in order. Rejects when the daemon goes away or refuses the command. */
  command(text: string): Promise<string>;
  /** Resolves the moment the daemon goes away. */
  readonly closed: Promise<void>;
  close(): void;
}

interface Waiting {
  resolve(answer: string): void;
  reject(error: Error): void;
}

/** Opens `path`, such as `/run/frr/bgpd.vty`. Rejects when nobody listens. */
export async function openVty(path: string): Promise<Vty> {
  const socket = createConnection(path);
  await new Promise<void>((resolve, reject) => socket.once("connect", resolve).once("error", reject));
  const vty = converse(socket);
  await vty.command("enable");
  return vty;
}

function converse(socket: Socket): Vty {
  const waiting: Waiting[] = [];
  let received = Buffer.alloc(0);
  const closed = new Promise<void>((resolve) => socket.once("close", () => resolve()));
  socket.on("error", () => socket.destroy());
  socket.on("data", (chunk) => {
    received = Buffer.concat([received, chunk]);
    for (let end = received.indexOf(END); end >= 0 && received.length > end + 3; end = received.indexOf(END)) {
      const answer = received.subarray(0, end).toString("utf8");
      const status = received[end + 3];
      received = received.subarray(end + 4);
      const next = waiting.shift();
      if (status === 0) next?.resolve(answer);
      else next?.reject(new Error(`the daemon refused the command with status ${status}`));
    }
  });
  void closed.then(() => {
    for (const { reject } of waiting.splice(0)) reject(new Error("the daemon closed its vty"));
  });
  return {
    command: (text) =>
      new Promise((resolve, reject) => {
        if (socket.destroyed) return reject(new Error("the daemon closed its vty"));
        waiting.push({ resolve, reject });
        socket.write(`${text}\0`);
      }),
    closed,
    close: () => socket.destroy(),
  };
}
