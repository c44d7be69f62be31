// Everyday words for what the service answers in names and numbers.

import { CustomerClass } from "./gen/customerquality/v1/score.js";

const LABEL_WIDTH = "In favour".length;

/** A class by its name alone: GOOD. */
export function className(customerClass: CustomerClass): string {
  return customerClass.replace("CUSTOMER_CLASS_", "").replaceAll("_", " ");
}

/** A class and what it means for us. A newer service may send one that this program does not know. */
export function meaning(customerClass: CustomerClass): string {
  switch (customerClass) {
    case CustomerClass.CUSTOMER_CLASS_IDEAL:
      return "IDEAL, one of the best";
    case CustomerClass.CUSTOMER_CLASS_GOOD:
      return "GOOD, a customer we want";
    case CustomerClass.CUSTOMER_CLASS_OK:
      return "OK, nice to have";
    case CustomerClass.CUSTOMER_CLASS_BAD:
      return "BAD, one to let go of";
    case CustomerClass.CUSTOMER_CLASS_INSUFFICIENT_DATA:
      return "not clear yet, too little is known";
    default:
      return "a class that this program does not know";
  }
}

/** "1 customer", "8 customers". */
export function count(number: number, one: string): string {
  return number === 1 ? `1 ${one}` : `${number.toLocaleString("en-US")} ${one}s`;
}

/** A customer by name and id. */
export function who({ customerId, name }: { customerId: string; name: string }): string {
  return name === "" ? customerId : `${name} (${customerId})`;
}

/** A sentence with names such as RESPECTS_US as words: "respects us". */
export function plain(sentence: string): string {
  return sentence.replace(/\b[A-Z]+(?:_[A-Z]+)+\b/g, (name) => `"${name.toLowerCase().replaceAll("_", " ")}"`);
}

/** A label and what it is about. */
export type Row = readonly [label: string, text: string];

/** Rows with their labels in a column; a label that repeats is written once. */
export function table(rows: readonly Row[]): string[] {
  return rows.map(([label, text], index) => {
    const repeats = index > 0 && rows[index - 1]?.[0] === label;
    return `  ${(repeats ? "" : label).padEnd(LABEL_WIDTH)}  ${text}`;
  });
}
