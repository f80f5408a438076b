import { isOwnProgram } from "../core/own-program.ts";
import type { WireRequest, WireResponse } from "../protocols/types.ts";
import type { CloudFault, InjectedFault } from "../types.ts";
import { readFault } from "./read.ts";

/** No bucket may be named so, and no service of AWS has such a path. */
const PATH = /^\/_faults(?:\/(\d{1,15}))?$/;

export interface FaultPort {
  /** Throws RangeError for a fault that cannot be. */
  inject(fault: CloudFault): InjectedFault;
  /** Those in effect, oldest first. */
  list(): readonly InjectedFault[];
}

/**
 * Orders faults over HTTP, unsigned: `GET /_faults` lists, `POST /_faults` begins one, `DELETE /_faults` ends all, `DELETE /_faults/ID`
 * one. Undefined for every other path. A browser's pages may not.
 */
export function answerFaults(port: FaultPort, request: WireRequest): WireResponse | undefined {
  const [matched, id] = PATH.exec(request.path) ?? [];
  if (matched === undefined) return undefined;
  if (!isOwnProgram(request)) return refuse(403, "only programs on this machine may order faults");
  if (request.method === "GET" && id === undefined) return json(200, port.list().map(shown));
  if (request.method === "POST" && id === undefined) return begin(port, request.body.toString());
  if (request.method === "DELETE") return end(port, id === undefined ? undefined : Number(id));
  return refuse(405, `${request.method} is not for ${request.path}`);
}

function begin(port: FaultPort, text: string): WireResponse {
  try {
    return json(201, shown(port.inject(readFault(text))));
  } catch (error) {
    if (error instanceof RangeError) return refuse(400, error.message);
    throw error;
  }
}

function end(port: FaultPort, id: number | undefined): WireResponse {
  const ended = port.list().filter((injected) => id === undefined || injected.id === id);
  if (id !== undefined && ended.length === 0) return refuse(404, `no fault ${id} is in effect`);
  for (const injected of ended) injected.cancel();
  return json(200, ended.map(shown));
}

const shown = ({ id, fault, hits }: InjectedFault) => ({ id, fault, hits });

const json = (status: number, content: unknown): WireResponse => ({
  status,
  headers: { "content-type": "application/json" },
  body: `${JSON.stringify(content)}\n`,
});

const refuse = (status: number, error: string) => json(status, { error });
