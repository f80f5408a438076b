import type { AttachedLab } from "../lab/index.ts";
import type { Reach } from "./types.ts";

/** The hosts of a laboratory that another process supervises. */
export function reachLab(lab: Pick<AttachedLab, "run">): Reach {
  return {
    async run(host, argv, { stdin, ...limits } = {}) {
      const { argv: _, ...result } = await lab.run(host, argv, {
        ...limits,
        ...(stdin !== undefined && { input: stdin }),
      });
      return result;
    },
    close: async () => undefined,
  };
}
