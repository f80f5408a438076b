import { createMover } from "./mover.ts";

/** Woken when a hub stops or fails its status checks. */
export const handler = createMover("failover", process.env);
