import { firstLine, insideNamespaces, type Runner, tiedToThisProcess } from "../system/index.ts";
import { API_ADDRESS } from "./addressing.ts";

/** Where hubs reach AWS, as the SDK takes it. */
export const API_URL = `http://${API_ADDRESS}`;

const PROGRAM = `
const { connect, createServer } = require("node:net");
const [socket, address] = process.argv.slice(1);
const relay = (client) => {
  const server = connect(socket.replace("CLIENT", client.remoteAddress));
  for (const [end, other] of [[client, server], [server, client]]) end.on("error", () => other.destroy()).on("close", () => other.destroy());
  client.pipe(server).pipe(client);
};
createServer(relay).listen(80, address, () => console.log("ready"));
`;

export interface Relay {
  close(): Promise<void>;
}

/**
 * Carries HTTP from `address` in the network namespace of process `pid` to the Unix socket `socket`, where `CLIENT` stands for the
 * address of whoever asks. A hub reaches AWS as everything else on the internet, or does not. Resolves when it listens; dies with
 * this process.
 */
export async function startRelay(
  runner: Runner,
  pid: number,
  { address, socket }: { address: string; socket: string },
): Promise<Relay> {
  const program = [process.execPath, "-e", PROGRAM, socket, address];
  const relay = runner.spawn(tiedToThisProcess(insideNamespaces(pid, ["net"], program)));
  relay.stderr?.resume();
  await firstLine(relay, "the relay to LocalCloud");
  return {
    async close() {
      relay.kill("SIGKILL");
      await relay.exited;
    },
  };
}
