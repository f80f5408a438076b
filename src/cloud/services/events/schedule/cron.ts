import { invalidSchedule, type Schedule } from "./schedule.ts";

interface Field {
  min: number;
  max: number;
  /** In order from `min`. */
  names?: readonly string[];
}

const MONTHS = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"];
const WEEKDAYS = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"];
const LAST_YEAR = 2199;

const minute: Field = { min: 0, max: 59 };
const hour: Field = { min: 0, max: 23 };
const dayOfMonth: Field = { min: 1, max: 31 };
const month: Field = { min: 1, max: 12, names: MONTHS };
const dayOfWeek: Field = { min: 1, max: 7, names: WEEKDAYS };
const year: Field = { min: 1970, max: LAST_YEAR };

/** Whether a day fits a day field. */
type DayTest = (date: Date) => boolean;

/**
 * Compiles the six fields of a cron expression: minutes, hours, day of month, month, day of week, year; UTC. One of the two day
 * fields is `?`. Known: `*`, `,`, `-`, `/`, names, `L`, and `#` for the nth weekday; `W` is not.
 */
export function compileCron(fields: readonly string[]): Schedule {
  const [minutes = "", hours = "", days = "", months = "", weekdays = "", years = ""] = fields;
  if (fields.length !== 6 || (days === "?") === (weekdays === "?")) throw invalidSchedule();
  const inHour = values(minutes, minute);
  const inDay = values(hours, hour);
  const inYear = new Set(values(months, month));
  const everyYear = new Set(values(years, year));
  const fits = days === "?" ? weekdayTest(weekdays) : dayTest(days);

  /** The first run on the day of `date` at or after it. */
  function onDay(date: Date): number | undefined {
    for (const h of inDay) {
      for (const m of inHour) {
        const at = Date.UTC(date.getUTCFullYear(), date.getUTCMonth(), date.getUTCDate(), h, m);
        if (at >= date.getTime()) return at;
      }
    }
    return undefined;
  }

  return {
    next(from) {
      const date = new Date(Math.floor(from / 60_000) * 60_000 + 60_000);
      while (date.getUTCFullYear() <= LAST_YEAR) {
        const wanted = everyYear.has(date.getUTCFullYear()) && inYear.has(date.getUTCMonth() + 1) && fits(date);
        const at = wanted ? onDay(date) : undefined;
        if (at !== undefined) return at;
        date.setUTCDate(date.getUTCDate() + 1);
        date.setUTCHours(0, 0);
      }
      return undefined;
    },
  };
}

const lastDay = (date: Date): number =>
  new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate();

function dayTest(text: string): DayTest {
  if (text === "L") return (date) => date.getUTCDate() === lastDay(date);
  const days = new Set(values(text, dayOfMonth));
  return (date) => days.has(date.getUTCDate());
}

/** `6#3` is the third Friday, `6L` the last one. */
function weekdayTest(text: string): DayTest {
  const [, name, , nth, last] = /^(\w+?)(#([1-5])|(L))$/.exec(text) ?? [];
  if (name && (nth || last)) {
    const wanted = single(name, dayOfWeek);
    return (date) => {
      const day = date.getUTCDate();
      const isTurn = last ? day > lastDay(date) - 7 : Math.ceil(day / 7) === Number(nth);
      return isTurn && date.getUTCDay() + 1 === wanted;
    };
  }
  const days = new Set(values(text === "L" ? "SAT" : text, dayOfWeek));
  return (date) => days.has(date.getUTCDay() + 1);
}

/** Every value that a field's text names, in order. */
function values(text: string, field: Field): number[] {
  const named = text.split(",").flatMap((part) => partOf(part, field));
  return [...new Set(named)].sort((a, b) => a - b);
}

function partOf(text: string, field: Field): number[] {
  const [range = "", step] = text.split("/");
  const every = step === undefined ? 1 : Number(step);
  if (!Number.isInteger(every) || every < 1) throw invalidSchedule();
  const [first, last = step === undefined ? first : undefined] = range === "*" ? [] : range.split("-");
  const from = first === undefined ? field.min : single(first, field);
  const to = range === "*" || last === undefined ? field.max : single(last, field);
  if (from > to) throw invalidSchedule();
  return Array.from({ length: Math.floor((to - from) / every) + 1 }, (_, index) => from + index * every);
}

function single(text: string, field: Field): number {
  const named = field.names?.indexOf(text.toUpperCase()) ?? -1;
  const value = named >= 0 ? field.min + named : /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (!(value >= field.min && value <= field.max)) throw invalidSchedule();
  return value;
}
