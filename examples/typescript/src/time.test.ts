// Tests typed days.

import assert from "node:assert/strict";
import { test } from "node:test";

import { Refused } from "./errors.js";
import { beginningOf } from "./time.js";

test("a day begins at midnight UTC", () => {
  assert.deepEqual(beginningOf("2026-03-31"), { seconds: 1_774_915_200n, nanos: 0 });
  assert.deepEqual(beginningOf("2028-02-29"), { seconds: 1_835_395_200n, nanos: 0 });
});

test("a day that is not in the calendar is refused, and not taken for a later one", () => {
  for (const day of ["2026-02-29", "2026-02-31", "2026-04-31"]) {
    assert.throws(() => beginningOf(day), new Refused(`There is no day ${day}`));
  }
  for (const day of ["", "31.3.2026", "2026-3-31", "2026-13-01", "2026-01-32", "2026-01-00"]) {
    assert.throws(() => beginningOf(day), Refused, day);
  }
});
