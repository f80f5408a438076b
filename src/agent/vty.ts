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
  let waiting: Waiting | undefined;
  let received = Buffer.alloc(0);
  let last: Promise<unknown> = Promise.resolve();
  const closed = new Promise<void>((resolve) => socket.once("close", () => resolve()));
  socket.on("error", () => socket.destroy());
  socket.on("data", (chunk) => {
    received = Buffer.concat([received, chunk]);
    const end = received.indexOf(END);
    if (end < 0 || received.length <= end + END.length) return;
    const status = received[end + END.length];
    if (status === 0) waiting?.resolve(received.toString("utf8", 0, end));
    else waiting?.reject(new Error(`the daemon refused the command with status ${status}`));
    received = received.subarray(end + END.length + 1);
  });
  void closed.then(() => waiting?.reject(new Error("the daemon closed its vty")));

  const ask = (text: string): Promise<string> =>
    new Promise((resolve, reject) => {
      waiting = { resolve, reject };
      if (socket.destroyed) reject(new Error("the daemon closed its vty"));
      else socket.write(`${text}\0`);
    });
  return {
    command(text) {
      const answer = last.then(() => ask(text));
      last = answer.catch(() => undefined);
      return answer;
    },
    closed,
    close: () => socket.destroy(),
  };
}
