import { once } from "node:events";
import { type IncomingMessage, request } from "node:http";
import { text } from "node:stream/consumers";
import { hubshiftError } from "../errors/index.ts";
import { type ErrorMessage, fromMessage } from "./messages.ts";
import { controlSocket, readRecord } from "./state.ts";

/**
 * Gives the supervisor of the laboratory `name` an order and returns its answer. An order takes as long as it takes: EC2's boot
 * times are in it. `what` says more, as JSON. Throws `lab-not-up`, `lab-supervisor-failed`, or the error that the supervisor had.
 */
export async function order(name: string, method: "GET" | "POST", path: string, what?: object): Promise<unknown> {
  await readRecord(name);
  const sent = request({ socketPath: controlSocket(name), method, path });
  sent.end(what && JSON.stringify(what));
  let status: number | undefined;
  let body: string;
  try {
    const [response] = (await once(sent, "response")) as [IncomingMessage];
    status = response.statusCode;
    body = await text(response);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw hubshiftError("lab-supervisor-failed", { name, reason }, { exitCode: 1, cause });
  }
  const answer: unknown = JSON.parse(body);
  if (status !== 200) throw fromMessage(answer as ErrorMessage);
  return answer;
}
