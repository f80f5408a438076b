import { check } from "./check.ts";
import type { Check, PlanFacts, Seen } from "./types.ts";

const SHOWN = 12;

/** Whether wan.yaml is what was deployed, and the hubs what wan.yaml or the deployment says. */
export function checkDrift({ file, deployed, machines }: PlanFacts): Check[] {
  const wanted = "seen" in deployed ? deployed : file;
  return [
    compare("deployed", file, deployed, "wan.yaml"),
    ...machines.map(({ hub, hash }) => compare(hub, wanted, hash, wanted === file ? "wan.yaml" : "what is deployed")),
  ];
}

function compare(name: string, wanted: Seen<string>, found: Seen<string>, as: string): Check {
  if ("unseen" in found) return check("plan", name, "unknown", found.unseen);
  const hash = found.seen.slice(0, SHOWN);
  if ("unseen" in wanted) return check("plan", name, "unknown", `${hash}; ${wanted.unseen}`);
  if (wanted.seen === found.seen) return check("plan", name, "ok", `${hash}, as ${as}`);
  return check("plan", name, "attention", `${hash}, but ${as} is ${wanted.seen.slice(0, SHOWN)}`, { do: "deploy" });
}
