import { join } from "node:path";
import { deviatesLike } from "../lenient/deviations.ts";
import type { JournalEntry, LocalCloudOptions } from "../types.ts";
import { noDataPlane } from "./no-data-plane.ts";
import type { EventBusPort } from "./ports.ts";
import { createTimers, type Timers } from "./timers.ts";
import type { CloudContext } from "./types.ts";

/** The account that AWS's own documentation uses. */
const EXAMPLE_ACCOUNT = "111122223333";

/** The context and the strings that only the core pulls. */
export interface Core {
  ctx: CloudContext;
  journal: JournalEntry[];
  timers: Timers;
  /** Where `emit` hands events to; EventBridge is created after the context that it needs. */
  connectEvents(bus: EventBusPort): void;
}

/** Epoch ms with sub-millisecond resolution. */
const now = (): number => performance.timeOrigin + performance.now();

export function createCore(options: LocalCloudOptions, url: string): Core {
  const journal: JournalEntry[] = [];

  const write: CloudContext["journal"] = (kind, detail) => {
    const entry = { at: now(), kind, detail };
    journal.push(entry);
    options.onJournal?.(entry);
  };
  const timers = createTimers((error) => write("error", { message: String(error) }));

  const ctx: Omit<CloudContext, "emit"> = {
    region: options.region,
    accountId: options.accountId ?? EXAMPLE_ACCOUNT,
    profile: options.profile,
    dataPlane: options.dataPlane ?? noDataPlane,
    workDir: options.workDir,
    url,
    now,
    journal: write,
    deviates: deviatesLike(options.lenient),
    after: timers.after,
  };
  return { journal, timers, ...withEvents(ctx) };
}

/** The same cloud in another region: one account, one clock, one journal. Only the first region has machines. */
export function elsewhere({ ctx, ...core }: Core, region: string): Core {
  return { ...core, ...withEvents({ ...ctx, region, dataPlane: noDataPlane, workDir: join(ctx.workDir, region) }) };
}

/** Each region has its own event bus. */
function withEvents(context: Omit<CloudContext, "emit">): Pick<Core, "ctx" | "connectEvents"> {
  let bus: EventBusPort | undefined;
  const emit: CloudContext["emit"] = (event) => {
    const timed = { ...event, time: event.time ?? new Date(context.now()) };
    context.after(context.profile.eventMs, () => bus?.deliver(timed));
  };
  return {
    ctx: { ...context, emit },
    connectEvents(port) {
      bus = port;
    },
  };
}
