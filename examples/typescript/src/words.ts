// Everyday words for the names and numbers in the service's answers.

import { CustomerClass } from "./gen/customerquality/v1/score.js";

const LABEL_WIDTH = "In favour".length;

/** A class by its name alone: GOOD. */
export function className(customerClass: CustomerClass): string {
  return customerClass === CustomerClass.CUSTOMER_CLASS_INSUFFICIENT_DATA
    ? "NOT KNOWN"
    : customerClass.replace("CUSTOMER_CLASS_", "");
}

/** "1 customer", "8 customers". */
export function count(number: number, one: string): string {
  return number === 1 ? `1 ${one}` : `${number.toLocaleString("en-US")} ${one}s`;
}

/** A customer by name and id. */
export function who({ customerId, name }: { customerId: string; name: string }): string {
  return name === "" ? customerId : `${name} (${customerId})`;
}

/** A label with its text. */
export type Row = readonly [label: string, text: string];

/** Rows with their labels in a column. A repeated label appears once. */
export function table(rows: readonly Row[]): string[] {
  return rows.map(([label, text], index) => {
    const repeats = index > 0 && rows[index - 1]?.[0] === label;
    return `  ${(repeats ? "" : label).padEnd(LABEL_WIDTH)}  ${text}`;
  });
}
