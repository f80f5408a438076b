import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { LocalCloud } from "../cloud/index.ts";

/** The metadata service of instances, on a Unix socket for each private address: a request tells by the socket who asks. */
export interface MetadataServers {
  /** Their path, where `CLIENT` stands for the private address. */
  readonly socket: string;
  /** From now on the instance is at that address. Resolves when it is answered. */
  serve(privateIp: string, instanceId: string): Promise<void>;
  close(): Promise<void>;
}

export function createMetadataServers(folder: string, answer: LocalCloud["metadata"]): MetadataServers {
  const socket = `${folder}/metadata-CLIENT.sock`;
  const instances = new Map<string, string>();
  const servers: Server[] = [];

  async function listen(privateIp: string): Promise<void> {
    const server = createServer(({ method = "GET", url = "/", headers: given }, response) => {
      const headers = Object.fromEntries(Object.entries(given).map(([name, value]) => [name, String(value)]));
      const { status, headers: own, body } = answer(instances.get(privateIp) ?? "", { method, path: url, headers });
      response.writeHead(status, own).end(body);
    });
    servers.push(server);
    server.listen(socket.replace("CLIENT", privateIp));
    await once(server, "listening");
  }

  return {
    socket,
    async serve(privateIp, instanceId) {
      const known = instances.has(privateIp);
      instances.set(privateIp, instanceId);
      if (!known) await listen(privateIp);
    },
    async close() {
      for (const server of servers) {
        server.close();
        server.closeAllConnections();
      }
    },
  };
}
