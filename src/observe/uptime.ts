const CLOCK = /^(\d{1,2}):(\d\d):(\d\d)$/;
const UNITS = /^(?:(\d{1,4})y)?(?:(\d{1,2})w)?(?:(\d)d)?(?:(\d{1,2})h)?(?:(\d{1,2})m)?$/;
const DAY = 86_400;
const SECONDS = [365 * DAY, 7 * DAY, DAY, 3600, 60];

/** An age as FRR prints it, in ms: `00:25:09`, from a day on `1d02h03m`, from a week on `01w2d03h`. Undefined for anything else. */
export function readUptime(text: string): number | undefined {
  const clock = CLOCK.exec(text);
  if (clock) return (Number(clock[1]) * 3600 + Number(clock[2]) * 60 + Number(clock[3])) * 1000;
  const units = text === "" ? undefined : UNITS.exec(text);
  if (!units) return undefined;
  return SECONDS.reduce((sum, seconds, index) => sum + Number(units[index + 1] ?? 0) * seconds, 0) * 1000;
}
