import { createMover } from "./mover.ts";

/** Woken when the primary hub runs again, or says that it is ready. */
export const handler = createMover("failback", process.env);
