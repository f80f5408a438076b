import type { DrillOptions, DrillProgress, DrillResult } from "../drill/index.ts";

/** What the process of a laboratory is told when it is to drill it. */
export type DrillOrder = Pick<DrillOptions, "fault" | "steadyMs" | "evidenceDir">;

/** As both processes call it. */
export const DRILL_TASK = "drill";

/** Has the process of the laboratory `name` drill it: packets, hosts and cloud are at hand there. Throws `lab-not-up`. */
export async function orderDrill(name: string, { onProgress, signal, ...order }: DrillOptions): Promise<DrillResult> {
  const { attachLab } = await import("../lab/index.ts");
  const lab = await attachLab(name);
  const hooks = {
    onProgress: (progress: unknown) => onProgress?.(progress as DrillProgress),
    ...(signal && { signal }),
  };
  return (await lab.task(DRILL_TASK, order, hooks)) as DrillResult;
}
