// The command line of the example.

import { beforeDiscount } from "./before_a_discount.js";
import { CallError, inWords, Refused } from "./errors.js";
import { Service } from "./service.js";
import { settingsOf } from "./settings.js";
import { recordGift } from "./thank.js";
import { whomToAsk } from "./whom_to_ask.js";

const USAGE = `What sales asks the service:
  npm start -- discount CUSTOMER PERCENT                 before giving a discount
  npm start -- referrals COUNT                           whom to ask for a referral
  npm start -- thank CUSTOMER AMOUNT DAY RECEIPT BY      record a thank-you gift`;

/** The lines of an answer. Unset if the arguments form no command. */
function run(service: Service, words: readonly string[]): Promise<string[]> | undefined {
  const [command, first = "", second = "", day = "", receipt = "", by = ""] = words;
  switch (`${command} ${words.length - 1}`) {
    case "discount 2":
      return beforeDiscount(service, first, basisPoints(second));
    case "referrals 1":
      return whomToAsk(service, count(first));
    case "thank 5":
      return recordGift(service, { customerId: first, amount: second, day, receipt, by });
    default:
      return undefined;
  }
}

/** Parses a percentage into basis points: 7.5 per cent are 750. */
function basisPoints(percent: string): number {
  const [, whole = "", part = ""] = /^(\d{1,3})(?:\.(\d{1,2}))?$/.exec(percent) ?? [];
  const points = Number(whole + part.padEnd(2, "0"));
  if (!(points >= 1 && points <= 10_000)) {
    throw new Refused(`A discount is 0.01 to 100 per cent, with at most two decimals, and not ${percent}`);
  }
  return points;
}

function count(text: string): number {
  const number = /^\d{1,3}$/.test(text) ? Number(text) : NaN;
  if (!(number >= 1 && number <= 100)) {
    throw new Refused(`A count is 1 to 100, and not ${text}`);
  }
  return number;
}

async function main(): Promise<number> {
  const service = new Service(settingsOf(process.env));
  try {
    const lines = await run(service, process.argv.slice(2));
    console.log(lines === undefined ? USAGE : lines.join("\n"));
    return lines === undefined ? 2 : 0;
  } finally {
    service.close();
  }
}

try {
  process.exitCode = await main();
} catch (error) {
  if (error instanceof CallError) {
    console.error(inWords(error));
  } else {
    console.error(error instanceof Refused ? error.message : error);
  }
  process.exitCode = 1;
}
