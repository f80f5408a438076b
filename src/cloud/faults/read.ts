import { z } from "zod";
import type { CloudFault } from "../types.ts";

const count = z.number().optional();
const call = { operation: z.string(), count };
const event = { source: z.string(), count };
const ms = z.number();

const schema = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal(["throttle", "server-error", "lost-answer", "stale"]), ...call }),
  z.strictObject({ kind: z.literal("delay"), ...call, ms }),
  z.strictObject({ kind: z.literal("event-lost"), ...event }),
  z.strictObject({ kind: z.literal(["event-duplicated", "event-reordered"]), ...event, ms }),
  z.strictObject({ kind: z.literal("lambda-outage") }),
]);

/** The fault that a JSON text describes, by its form. Throws RangeError with what is wrong with it. */
export function readFault(text: string): CloudFault {
  const read = schema.safeParse(parse(text));
  if (read.success) return read.data;
  const [issue] = read.error.issues;
  throw new RangeError([issue?.path.join("."), issue?.message].filter(Boolean).join(": "));
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new RangeError("the body is not JSON");
  }
}
