import { createServer, type Server } from "node:http";
import type { Clock } from "../system/index.ts";

const RETRY_MS = 1000;

export interface Page {
  status: number;
  type: string;
  body: string;
}

export type Pages = Readonly<Record<string, () => Page | Promise<Page>>>;

/** Serves pages on `addresses` only, each as soon as the address exists, until `signal` is aborted. */
export function serve(
  addresses: readonly string[],
  port: number,
  pages: Pages,
  clock: Clock,
  signal: AbortSignal,
): void {
  for (const address of addresses) void keepListening(address, port, pages, clock, signal);
}

async function keepListening(
  address: string,
  port: number,
  pages: Pages,
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

function answer(pages: Pages): Server {
  return createServer((request, response) => {
    const page = request.method === "GET" ? pages[request.url ?? ""] : undefined;
    const found = Promise.resolve(page?.() ?? NOT_FOUND);
    // A page that cannot be made must not end the agent.
    void found.catch(unmade).then(({ status, type, body }) => {
      response.writeHead(status, { "content-type": type });
      response.end(body);
    });
  });
}

const NOT_FOUND: Page = { status: 404, type: "text/plain", body: "not found\n" };

const unmade = (error: unknown): Page => ({ status: 500, type: "text/plain", body: `${String(error)}\n` });
