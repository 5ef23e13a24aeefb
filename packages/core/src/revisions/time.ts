/** A time as a clock on the wall shows it. */
export interface WallTime {
  readonly year: string;
  readonly month: string;
  readonly day: string;
  readonly hour: string;
  readonly minute: string;
  readonly second: string;
  /** As ISO 8601 has it, with what it is off UTC: `2026-11-20T15:05:09.700+01:00`. */
  readonly iso: string;
}

/**
 * A time in a time zone.
 *
 * @param timeZone - a name of IANA's database: `Europe/Zurich`
 * @throws RangeError where there is no such time zone
 */
export function wallTime(date: Date, timeZone = 'UTC'): WallTime {
  const parts = new Map(
    format(timeZone)
      .formatToParts(date)
      .map(({ type, value }) => [type, value]),
  );
  const part = (type: Intl.DateTimeFormatPartTypes, length = 2): string =>
    (parts.get(type) ?? '').padStart(length, '0');
  const [year, month, day] = [part('year', 4), part('month'), part('day')];
  const [hour, minute, second] = [part('hour'), part('minute'), part('second')];
  const off = timeZone === 'UTC' ? 'Z' : (parts.get('timeZoneName') ?? '').replace('GMT', '') || '+00:00';
  const iso = `${year}-${month}-${day}T${hour}:${minute}:${second}.${part('fractionalSecond', 3)}${off}`;
  return { year, month, day, hour, minute, second, iso };
}

/** Whether there is such a time zone. */
export function isTimeZone(name: string): boolean {
  // The first question about any other loads what ICU knows of all of them, which takes as long as Node takes to start.
  if (name === 'UTC') return true;
  try {
    format(name);
    return true;
  } catch {
    return false;
  }
}

const format = (timeZone: string): Intl.DateTimeFormat =>
  new Intl.DateTimeFormat('en-US', {
    timeZone,
    calendar: 'gregory',
    numberingSystem: 'latn',
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    fractionalSecondDigits: 3,
    timeZoneName: 'longOffset',
  });
