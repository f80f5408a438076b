import { once } from "node:events";
import type { Server } from "node:http";
import { createAdaptorServer } from "@hono/node-server";
import { Hono } from "hono";
import { toMessage } from "./messages.ts";
import type { Lab, LabStatus } from "./types.ts";

export interface ControlOptions {
  socket: string;
  lab: Lab;
  status(): LabStatus;
  onShutdown(): void;
}

/** Takes orders on a Unix socket in the laboratory's folder, which only root may enter. Close it with its connections. */
export async function serveControl({ socket, lab, status, onShutdown }: ControlOptions): Promise<Server> {
  const app = new Hono();
  app.get("/status", (c) => c.json(status()));
  app.post("/hosts/:host/stop", async (c) => {
    await lab.stop(c.req.param("host"));
    return c.json(status());
  });
  app.post("/hosts/:host/start", async (c) => {
    await lab.start(c.req.param("host"));
    return c.json(status());
  });
  app.post("/shutdown", (c) => {
    onShutdown();
    return c.json({});
  });
  app.onError((error, c) => c.json(toMessage(error), 500));
  const server = createAdaptorServer({ fetch: app.fetch }) as Server;
  server.listen(socket);
  await once(server, "listening");
  return server;
}
