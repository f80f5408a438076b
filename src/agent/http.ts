import { createServer, type Server } from "node:http";
import type { Clock } from "../system/index.ts";

const RETRY_MS = 1000;

export interface Page {
  status: number;
  type: string;
  body: string;
}

/** Serves pages on `addresses` only, each as soon as the address exists, until `signal` is aborted. */
export function serve(
  addresses: readonly string[],
  port: number,
  pages: Readonly<Record<string, () => Page>>,
  clock: Clock,
  signal: AbortSignal,
): void {
  for (const address of addresses) void keepListening(address, port, pages, clock, signal);
}

async function keepListening(
  address: string,
  port: number,
  pages: Readonly<Record<string, () => Page>>,
  clock: Clock,
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    const server = answer(pages);
    const ended = new Promise<void>((resolve) => {
      server.once("close", resolve);
      server.once("error", () => resolve());
    });
    const close = () => {
      server.close();
      server.closeAllConnections();
    };
    signal.addEventListener("abort", close, { once: true });
    server.listen(port, address);
    await ended;
    signal.removeEventListener("abort", close);
    await clock.sleep(RETRY_MS, signal).catch(() => undefined);
  }
}

function answer(pages: Readonly<Record<string, () => Page>>): Server {
  return createServer((request, response) => {
    const page = request.method === "GET" ? pages[request.url ?? ""]?.() : undefined;
    response.writeHead(page?.status ?? 404, { "content-type": page?.type ?? "text/plain" });
    response.end(page?.body ?? "not found\n");
  });
}
