import { checkAddress } from "../address.ts";
import { checkAutomation } from "../automation.ts";
import { checkHub } from "../hub.ts";
import type { Check } from "../types.ts";
import { examine } from "./finding.ts";
import type { Scene } from "./scene.ts";
import type { Finding } from "./types.ts";

const EXPECTED: Partial<Record<Check["section"], string>> = {
  address: "held by the primary hub",
  hub: "running, healthy and ready",
  alarm: "OK, and it rings",
  rule: "enabled",
  function: "runs",
};

const VERDICTS = { ok: "pass", attention: "fail", unknown: "unknown" } as const;

/** What keeps the WAN alive when a hub dies: judged as `hubshift status` judges it, and whether everything that is planned is there. */
export function checkAvailability({ plan, collection: { cloud } }: Scene): Finding[] {
  const { stopRule, startRule, alarmRule, alarm, failoverFunction, failbackFunction } = plan.automation;
  const planned = [stopRule, startRule, alarmRule, alarm, failoverFunction, failbackFunction];
  const checks =
    "seen" in cloud
      ? [
          checkAddress(cloud.seen),
          ...cloud.seen.state.hubs.map((hub) => checkHub(hub, cloud.seen)),
          ...checkAutomation(cloud.seen),
        ]
      : [];
  const there = checks.map(({ name }) => name);
  return [
    examine({
      id: "availability.planned",
      subject: plan.name,
      expected: `${planned.join(", ")}`,
      facts: "seen" in cloud ? { seen: planned.filter((name) => !there.includes(name)) } : cloud,
      judge: (missing) => ({
        good: missing.length === 0,
        seen: missing.length === 0 ? "all of them" : `missing ${missing.join(", ")}`,
      }),
      mend: "`hubshift deploy` brings back what the stack should have",
    }),
    ...checks.flatMap(toFinding),
  ];
}

function toFinding({ section, name, verdict, text, advice }: Check): Finding[] {
  const expected = EXPECTED[section];
  if (expected === undefined) return [];
  const id = `availability.${section}` as const;
  const subject = name || section;
  return [{ id, section: "availability", subject, expected, seen: text, verdict: VERDICTS[verdict], advice }];
}
