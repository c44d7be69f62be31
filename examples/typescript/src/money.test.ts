// Tests the conversion of money both ways, to the millionth, and its refusals.

import assert from "node:assert/strict";
import { test } from "node:test";

import { Refused } from "./errors.js";
import { Money } from "./gen/google/type/money.js";
import { fromMoney, less, parseAmount, share, show, toMoney } from "./money.js";

const WAYS: [text: string, units: bigint, nanos: number, shown: string][] = [
  ["0", 0n, 0, "0.00 EUR"],
  ["49.90", 49n, 900_000_000, "49.90 EUR"],
  ["-1.75", -1n, -750_000_000, "-1.75 EUR"],
  ["-0.5", 0n, -500_000_000, "-0.50 EUR"],
  ["0.000001", 0n, 1_000, "0.00 EUR"],
  ["1234567.995", 1_234_567n, 995_000_000, "1,234,568.00 EUR"],
  // A JavaScript number cannot hold this many digits.
  ["9223372036854.775807", 9_223_372_036_854n, 775_807_000, "9,223,372,036,854.78 EUR"],
];

test("an amount is the same as text, in the message, on the wire and back", () => {
  for (const [text, units, nanos, shown] of WAYS) {
    const amount = parseAmount(text, "EUR");
    assert.deepEqual(toMoney(amount), { currencyCode: "EUR", units, nanos });
    const sent = Money.encode(toMoney(amount)).finish();
    assert.deepEqual(fromMoney(Money.decode(sent)), amount);
    assert.equal(show(amount), shown);
  }
});

test("an amount that the service cannot keep is refused, never rounded", () => {
  for (const text of ["", "1.", ".5", "1,5", "1e3", "+1", " 1", "1.0000001", "49.9000010", "12345678901234", "NaN"]) {
    assert.throws(() => parseAmount(text, "EUR"), Refused, text);
  }
  assert.throws(() => fromMoney({ currencyCode: "EUR", units: 0n, nanos: 1 }), RangeError);
  assert.throws(() => fromMoney(undefined), RangeError);
});

test("a share and a difference are exact", () => {
  const amount = parseAmount("0.30", "EUR");
  assert.equal(less(amount, parseAmount("0.10", "EUR")).micros, 200_000n);
  assert.equal(share(amount, 750).micros, 22_500n);
  assert.throws(() => less(amount, parseAmount("0.10", "USD")), RangeError);
});
