// Converts times and days between messages and text.

import { Refused } from "./errors.js";
import type { Timestamp } from "./gen/google/protobuf/timestamp.js";
import type { DateMessage } from "./gen/google/type/date.js";

/** A time to the microsecond, as the service keeps it. A JavaScript Date would lose the last digits. */
export function showTime({ seconds, nanos }: Timestamp): string {
  const whole = new Date(Number(seconds) * 1_000).toISOString().slice(0, "2026-03-31T10:00:00".length);
  const micros = Math.trunc(nanos / 1_000);
  return micros === 0 ? `${whole}Z` : `${whole}.${micros.toString().padStart(6, "0")}Z`;
}

/** A day: 2026-03-31. */
export function showDay({ year, month, day }: DateMessage): string {
  const two = (number: number) => number.toString().padStart(2, "0");
  return `${year}-${two(month)}-${two(day)}`;
}

/** The beginning of a day in UTC. */
export function beginningOf(day: string): Timestamp {
  const milliseconds = /^\d{4}-\d{2}-\d{2}$/.test(day) ? Date.parse(`${day}T00:00:00Z`) : NaN;
  if (Number.isNaN(milliseconds)) {
    throw new Refused(`A day is written as 2026-03-31, and not as ${day}`);
  }
  // JavaScript reads 31 February as 3 March.
  if (!new Date(milliseconds).toISOString().startsWith(day)) {
    throw new Refused(`There is no day ${day}`);
  }
  return { seconds: BigInt(milliseconds / 1_000), nanos: 0 };
}
