import type { DataPlane } from "../types.ts";

/** Instances without machines: names that change state, and always answer. */
export const noDataPlane: DataPlane = {
  attach: async () => {},
  start: async () => {},
  stop: async () => {},
  associate: async () => {},
  authorize: async () => {},
  reachable: async () => true,
  run: async () => undefined,
};
