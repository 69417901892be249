// The words of the status vocabulary for a due time. The server writes the same words
// (shouwen_desk/pages/countdown.py); both are held to test/countdown.vectors.json.

export type Mark = "running" | "risk" | "broken" | "waiting" | "paused" | "kept" | "exc";

export interface Due {
  /** Instant of the due time, milliseconds since 1970 UTC; null = no time of its own. */
  due: number | null;
  /** Instant of the first warning, milliseconds; null = none. */
  warn: number | null;
  /** Instant at which the obligation opened, milliseconds; share of the ring counts from here. */
  opened: number | null;
  /** "left" counts down up to a day; "by" says 16:30 前 as soon as more than an hour is left. */
  form: "left" | "by";
}

export interface Shown {
  mark: Mark;
  text: string;
  /** Share of the time that is left, 0–100, for the ring. */
  share: number;
  /** Milliseconds until the text changes. */
  next: number;
}

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const two = (n: number): string => String(n).padStart(2, "0");

/** A span under an hour as mm:ss, longer as 3时05分; milliseconds, rounded down. */
export function span(ms: number): string {
  if (ms < HOUR) return `${two(Math.floor(ms / MINUTE))}:${two(Math.floor((ms % MINUTE) / SECOND))}`;
  return `${Math.floor(ms / HOUR)}时${two(Math.floor((ms % HOUR) / MINUTE))}分`;
}

interface Local {
  year: number;
  month: number;
  day: number;
  time: string;
}

const formats = new Map<string, Intl.DateTimeFormat>();

/** Wall time of an instant (milliseconds) in an IANA zone. */
export function local(at: number, zone: string): Local {
  let format = formats.get(zone);
  if (!format) {
    format = new Intl.DateTimeFormat("en-GB", {
      timeZone: zone,
      hourCycle: "h23",
      year: "numeric",
      month: "numeric",
      day: "numeric",
      hour: "2-digit",
      minute: "2-digit",
    });
    formats.set(zone, format);
  }
  const part: Record<string, string> = {};
  for (const { type, value } of format.formatToParts(at)) part[type] = value;
  return {
    year: Number(part["year"]),
    month: Number(part["month"]),
    day: Number(part["day"]),
    time: `${part["hour"]}:${part["minute"]}`,
  };
}

/** 16:30 前, 明天10:00, 3月20日12:50, 2027年1月4日09:00. */
export function by(at: number, now: number, zone: string): string {
  const then = local(at, zone);
  const today = local(now, zone);
  const tomorrow = local(now + DAY, zone);
  const same = (a: Local): boolean => a.year === then.year && a.month === then.month && a.day === then.day;
  if (same(today)) return `${then.time} 前`;
  if (same(tomorrow)) return `明天${then.time}`;
  const year = then.year === today.year ? "" : `${then.year}年`;
  return `${year}${then.month}月${then.day}日${then.time}`;
}

/** What to show for an open due time at `now` (milliseconds). */
export function shown(item: Due, now: number, zone: string): Shown {
  const { due, warn, opened, form } = item;
  if (due === null) return { mark: "waiting", text: "未开始", share: 0, next: Infinity };
  const left = due - now;
  if (left <= 0) {
    const over = -left;
    const next = over < HOUR ? SECOND - (over % SECOND) : MINUTE - (over % MINUTE);
    return { mark: "broken", text: `超 ${span(over)}`, share: 0, next };
  }
  const risky = warn !== null && now >= warn;
  const whole = opened === null || opened >= due ? left : due - opened;
  const share = Math.max(0, Math.min(100, Math.round((left / whole) * 100)));
  const untilWarn = warn !== null && now < warn ? warn - now : Infinity;
  if (left < HOUR) {
    const next = Math.min((left % SECOND) || SECOND, untilWarn);
    return { mark: risky ? "risk" : "running", text: `剩 ${span(left)}`, share, next };
  }
  if (left >= DAY || (form === "by" && !risky)) {
    const next = Math.min(left - HOUR + 1, MINUTE, untilWarn);
    return { mark: risky ? "risk" : "waiting", text: by(due, now, zone), share, next };
  }
  const next = Math.min((left % MINUTE) || MINUTE, untilWarn);
  return { mark: risky ? "risk" : "running", text: `剩 ${span(left)}`, share, next };
}
