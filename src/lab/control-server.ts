import { once } from "node:events";
import type { Server } from "node:http";
import { createAdaptorServer } from "@hono/node-server";
import { Hono } from "hono";
import type { FaultDesk } from "./fault-desk.ts";
import { toMessage } from "./messages.ts";
import { answerTask } from "./tasks.ts";
import type { Lab, LabFault, LabStatus, Task } from "./types.ts";

export interface ControlOptions {
  socket: string;
  lab: Lab;
  faults: FaultDesk;
  status(): LabStatus;
  tasks: Readonly<Record<string, Task>>;
  onShutdown(): void;
}

/** Takes orders on a Unix socket in the laboratory's folder, which only root may enter. Close it with its connections. */
export async function serveControl(options: ControlOptions): Promise<Server> {
  const { socket, lab, faults, status, tasks, onShutdown } = options;
  const app = new Hono();
  app.get("/status", (c) => c.json(status()));
  app.get("/plan", (c) => c.json(lab.plan));
  app.post("/hosts/:host/stop", async (c) => {
    await lab.stop(c.req.param("host"));
    return c.json(status());
  });
  app.post("/hosts/:host/start", async (c) => {
    await lab.start(c.req.param("host"));
    return c.json(status());
  });
  app.get("/faults", (c) => c.json(faults.list()));
  app.post("/faults", async (c) => c.json(await faults.strike((await c.req.json()) as LabFault)));
  app.post("/faults/mend", async (c) => c.json(await faults.mend()));
  app.post("/faults/:id/mend", async (c) => c.json(await faults.mend(Number(c.req.param("id")))));
  app.post("/tasks/:task", async (c) => {
    const task = tasks[c.req.param("task")];
    return task ? answerTask(c, lab, task) : c.notFound();
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
