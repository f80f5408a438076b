import { createMover } from "./mover.ts";

/** Woken when the primary hub runs again. */
export const handler = createMover("failback", process.env);
