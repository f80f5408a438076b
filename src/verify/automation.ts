import { check, onEach, onSeen } from "./check.ts";
import type { AlarmFacts, Check, CloudFacts, StackFacts, SwitchFacts } from "./types.ts";
import { since } from "./words.ts";

/** What moves the address, and what calls a person. Alarms that ring come first. */
export function checkAutomation({ now, alarms, rules, functions, deadLetters, stack }: CloudFacts): Check[] {
  const ringing = onEach("alarm", alarms, (alarm) => checkAlarm(alarm, now)).toSorted(
    (a, b) => urgency(a) - urgency(b),
  );
  return [
    ...ringing,
    ...onEach("rule", rules, checkRule),
    ...onEach("function", functions, checkFunction),
    ...onSeen("dead letters", deadLetters, (count) => [checkDeadLetters(count)]),
    ...onSeen("stack", stack, (seen) => [checkStack(seen)]),
  ];
}

const urgency = ({ verdict }: Check): number => ["attention", "unknown", "ok"].indexOf(verdict);

function checkAlarm({ name, state, since: at, description, rings }: AlarmFacts, now: number): Check {
  const when = at === undefined ? "" : ` ${since(at, now)}`;
  if (state === "missing") return check("alarm", name, "attention", "is not there any more", { do: "deploy" });
  if (state === "ALARM")
    return check("alarm", name, "attention", `ALARM${when}: ${description}`, { do: "look-at-alarm", name });
  if (!rings)
    return check("alarm", name, "attention", `${state}, but its actions are off`, { do: "enable-alarm", name });
  if (state === "OK") return check("alarm", name, "ok", `OK${when}`);
  return check("alarm", name, "unknown", `has not enough data${when}`, { do: "wait" });
}

function checkRule({ name, on, state }: SwitchFacts): Check {
  if (on) return check("rule", name, "ok", state);
  return check("rule", name, "attention", state, state === "missing" ? { do: "deploy" } : { do: "enable-rule", name });
}

function checkFunction({ name, on, state }: SwitchFacts): Check {
  if (on) return check("function", name, "ok", state);
  const advice = state === "missing" ? ({ do: "deploy" } as const) : ({ do: "enable-function", name } as const);
  return check("function", name, "attention", state, advice);
}

function checkDeadLetters(count: number): Check {
  if (count === 0) return check("dead letters", "", "ok", "none");
  const text = `${count} ${count === 1 ? "event" : "events"} reached no function, or the function failed`;
  return check("dead letters", "", "attention", text, { do: "read-dead-letters" });
}

function checkStack({ name, status, drift }: StackFacts): Check {
  const drifted =
    drift === "DRIFTED" ? ", changed by hand since" : drift === "IN_SYNC" ? ", in sync" : ", drift not checked";
  const text = `${status}${drifted}`;
  if (status.endsWith("_IN_PROGRESS")) return check("stack", name, "unknown", text, { do: "wait" });
  const settled = /^(CREATE|UPDATE|IMPORT|UPDATE_ROLLBACK|IMPORT_ROLLBACK)_COMPLETE$/.test(status);
  return settled && drift !== "DRIFTED"
    ? check("stack", name, "ok", text)
    : check("stack", name, "attention", text, { do: "look-at-stack" });
}
