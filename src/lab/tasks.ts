import type { Context } from "hono";
import { stream } from "hono/streaming";
import { type TaskMessage, toMessage } from "./messages.ts";
import type { Lab, Task } from "./types.ts";

/** Does `task` and tells how it goes, a TaskMessage a line. It ends when whoever ordered it goes away. */
export async function answerTask(c: Context, lab: Lab, task: Task): Promise<Response> {
  const order: unknown = await c.req.json();
  const end = new AbortController();
  return stream(c, async (body) => {
    body.onAbort(() => end.abort(new Error("whoever ordered it is gone")));
    const tell = (message: TaskMessage) => void body.writeln(JSON.stringify(message));
    try {
      const done = await task(lab, order, { onProgress: (progress) => tell({ progress }), signal: end.signal });
      tell({ done: done ?? null });
    } catch (error) {
      tell({ error: toMessage(error) });
    }
  });
}
