import { once } from "node:events";
import { type IncomingMessage, request } from "node:http";
import { createInterface } from "node:readline";
import { text } from "node:stream/consumers";
import { hubshiftError } from "../errors/index.ts";
import { type ErrorMessage, fromMessage, type TaskMessage } from "./messages.ts";
import { controlSocket, readRecord } from "./state.ts";
import type { TaskOptions } from "./types.ts";

/** Sends the supervisor of the laboratory `name` something. Throws `lab-not-up`, `lab-supervisor-failed`. */
async function send(name: string, method: "GET" | "POST", path: string, what?: object): Promise<IncomingMessage> {
  await readRecord(name);
  const sent = request({ socketPath: controlSocket(name), method, path });
  sent.end(what && JSON.stringify(what));
  const [response] = (await once(sent, "response").catch((cause) => fail(name, cause))) as [IncomingMessage];
  return response;
}

function fail(name: string, cause: unknown): never {
  const reason = cause instanceof Error ? cause.message : String(cause);
  throw hubshiftError("lab-supervisor-failed", { name, reason }, { exitCode: 1, cause });
}

/**
 * Gives the supervisor of the laboratory `name` an order and returns its answer. An order takes as long as it takes: EC2's boot
 * times are in it. `what` says more, as JSON. Throws `lab-not-up`, `lab-supervisor-failed`, or the error that the supervisor had.
 */
export async function order(name: string, method: "GET" | "POST", path: string, what?: object): Promise<unknown> {
  const response = await send(name, method, path, what);
  const body = await text(response).catch((cause) => fail(name, cause));
  const answer: unknown = JSON.parse(body);
  if (response.statusCode !== 200) throw fromMessage(answer as ErrorMessage);
  return answer;
}

/** Has the supervisor do a task and returns what that comes to. Errors as with `order`, and those of the task. */
export async function orderTask(
  name: string,
  task: string,
  what: object,
  { onProgress, signal }: TaskOptions,
): Promise<unknown> {
  signal?.throwIfAborted();
  const response = await send(name, "POST", `/tasks/${task}`, what);
  const stop = () => response.destroy();
  signal?.addEventListener("abort", stop, { once: true });
  try {
    for await (const line of createInterface({ input: response })) {
      const message = JSON.parse(line) as TaskMessage;
      if ("done" in message) return message.done;
      if ("error" in message) throw fromMessage(message.error);
      onProgress?.(message.progress);
    }
  } catch (error) {
    signal?.throwIfAborted();
    throw error;
  } finally {
    signal?.removeEventListener("abort", stop);
  }
  signal?.throwIfAborted();
  throw hubshiftError("lab-supervisor-failed", { name, reason: "it broke the task off" }, { exitCode: 1 });
}
