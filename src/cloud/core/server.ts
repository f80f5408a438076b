import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo, ListenOptions } from "node:net";
import { promisify } from "node:util";
import { gunzip } from "node:zlib";
import { LostAnswer } from "../faults/calls.ts";
import type { WireRequest, WireResponse } from "../protocols/types.ts";

const unzip = promisify(gunzip);

export interface HttpServer {
  url: string;
  close(): Promise<void>;
}

/** Longer than AWS's clients keep an idle connection, so that none sends into one that is being closed. */
const KEEP_ALIVE_MS = 120_000;

export type Answer = (request: WireRequest) => Promise<WireResponse>;

async function readRequest(message: IncomingMessage): Promise<WireRequest> {
  const chunks: Buffer[] = [];
  for await (const chunk of message) chunks.push(chunk as Buffer);
  const raw = chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks);
  const [path = "/", query = ""] = (message.url ?? "/").split("?", 2);
  return {
    method: message.method ?? "GET",
    path,
    query: new URLSearchParams(query),
    headers: message.headers,
    raw,
    body: message.headers["content-encoding"] === "gzip" ? await unzip(raw) : raw,
  };
}

async function respond(message: IncomingMessage, response: ServerResponse, answer: Answer): Promise<void> {
  try {
    const { status, headers, body } = await answer(await readRequest(message));
    // The answer to HEAD says how long what it leaves out is.
    response.writeHead(status, { "content-length": Buffer.byteLength(body), ...headers });
    response.end(body);
  } catch (error) {
    if (error instanceof LostAnswer) return void message.socket.destroy();
    // Only an unreadable request gets here else: cut short, or not the gzip it claims to be.
    if (!response.headersSent) response.writeHead(400);
    response.end();
  }
}

async function open(where: ListenOptions, answer: Answer): Promise<Server> {
  const server = createServer((message, response) => void respond(message, response, answer));
  server.keepAliveTimeout = KEEP_ALIVE_MS;
  server.listen(where);
  await once(server, "listening");
  return server;
}

/** Who answers at which door. */
export interface Answers {
  loopback: Answer;
  socket: Answer;
}

/** Serves on 127.0.0.1, and on a Unix socket too if one is named. The address is known before the first request is answered. */
export async function listen(port: number, socket: string | undefined, answers: Answers): Promise<HttpServer> {
  const local = await open({ port, host: "127.0.0.1" }, answers.loopback);
  const servers = socket ? [local, await open({ path: socket }, answers.socket)] : [local];
  const { port: bound } = local.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${bound}`,
    close: async () => void (await Promise.all(servers.map(closeServer))),
  };
}

function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
