// Exact money: millionths in a bigint, as the service keeps it. No step uses floating point.

import { Refused } from "./errors.js";
import type { Money } from "./gen/google/type/money.js";

/** An amount of money. */
export interface Amount {
  readonly currency: string;
  /** Millionths of the currency's unit: 1.50 is 1_500_000n. */
  readonly micros: bigint;
}

const MICROS_PER_UNIT = 1_000_000n;
const MICROS_PER_CENT = 10_000n;
const NANOS_PER_MICRO = 1_000;

/** The amount in a message. */
export function fromMoney(money: Money | undefined): Amount {
  if (money === undefined) {
    throw new RangeError("the answer lacks an amount");
  }
  const { currencyCode, units, nanos } = money;
  if (nanos % NANOS_PER_MICRO !== 0) {
    throw new RangeError(`an amount has at most six decimals, and its nanos are ${nanos}`);
  }
  return { currency: currencyCode, micros: units * MICROS_PER_UNIT + BigInt(nanos / NANOS_PER_MICRO) };
}

/** The message for an amount. A negative amount has negative units and negative nanos. */
export function toMoney({ currency, micros }: Amount): Money {
  return {
    currencyCode: currency,
    units: micros / MICROS_PER_UNIT,
    nanos: Number(micros % MICROS_PER_UNIT) * NANOS_PER_MICRO,
  };
}

/** Reads a typed amount: digits, and up to six decimals after a point. */
export function parseAmount(text: string, currency: string): Amount {
  const parts = /^(-?)(\d{1,13})(?:\.(\d{1,6}))?$/.exec(text);
  if (parts === null) {
    throw new Refused(`An amount is digits with at most six decimals after a point, as 49.90, and not ${text}`);
  }
  const [, sign, units, decimals = ""] = parts;
  const micros = BigInt(`${units}${decimals.padEnd(6, "0")}`);
  return { currency, micros: sign === "-" ? -micros : micros };
}

/** Shows an amount to people, with separated thousands and rounded to the cent. */
export function show({ currency, micros }: Amount): string {
  const size = micros < 0n ? -micros : micros;
  const cents = (size + MICROS_PER_CENT / 2n) / MICROS_PER_CENT;
  const units = (cents / 100n).toString().replace(/\B(?=(\d{3})+$)/g, ",");
  const sign = micros < 0n && cents > 0n ? "-" : "";
  return `${sign}${units}.${(cents % 100n).toString().padStart(2, "0")} ${currency}`;
}

/** A share of an amount, in basis points: 2,500 is a quarter. Rounded down to the millionth. */
export function share({ currency, micros }: Amount, basisPoints: number): Amount {
  return { currency, micros: (micros * BigInt(basisPoints)) / 10_000n };
}

/** The difference of two amounts. */
export function less(from: Amount, what: Amount): Amount {
  if (from.currency !== what.currency) {
    throw new RangeError(`${from.currency} less ${what.currency} needs a rate`);
  }
  return { currency: from.currency, micros: from.micros - what.micros };
}
