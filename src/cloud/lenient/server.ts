import { isOwnProgram } from "../core/own-program.ts";
import type { WireRequest, WireResponse } from "../protocols/types.ts";

/**
 * Moto's tests, run against a server (`TEST_SERVER_MODE`), ask it to forget everything before each one. Undefined for every other
 * request. https://docs.getmoto.org/en/latest/docs/server_mode.html
 */
export async function answerMotoReset(
  reset: () => Promise<void>,
  request: WireRequest,
): Promise<WireResponse | undefined> {
  if (request.method !== "POST" || request.path !== "/moto-api/reset") return undefined;
  const headers = { "content-type": "application/json" };
  if (!isOwnProgram(request)) return { status: 403, headers, body: '{"error": "only for programs on this machine"}\n' };
  await reset();
  return { status: 200, headers, body: '{"status": "ok"}\n' };
}
