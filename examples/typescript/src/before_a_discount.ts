// Prepares a talk about a discount: the customer's class, payment, outlook and value.

import {
  CustomerQualityServiceService as Quality,
  GetClassificationRequest,
  GetReferralValueRequest,
  GetScoreRequest,
} from "./gen/customerquality/v1/customer_quality_service.js";
import {
  CustomerRecordsServiceService as Records,
  GetCustomerRequest,
} from "./gen/customerquality/v1/customer_records_service.js";
import type { Customer } from "./gen/customerquality/v1/customer.js";
import type { ReferralValue } from "./gen/customerquality/v1/referral.js";
import {
  CustomerClass,
  type Classification,
  type Economics,
  type Finding,
  FindingAnswer,
  type PaymentOutlook,
  type Score,
} from "./gen/customerquality/v1/score.js";
import { type Amount, fromMoney, less, share, show } from "./money.js";
import type { Service } from "./service.js";
import { showDay, showTime } from "./time.js";
import { className, count, type Row, table, who } from "./words.js";

/** The service's answers about one customer. */
interface Answers {
  readonly customer: Customer;
  readonly classification: Classification;
  readonly score: Score;
  readonly value: ReferralValue;
}

/** The lines to read before a talk about a discount, which is given in basis points. */
export async function beforeDiscount(service: Service, customerId: string, basisPoints: number): Promise<string[]> {
  const { customer, classification, score, value } = await ask(service, customerId);
  const rows = (label: string, texts: string[]) => texts.map((text): Row => [label, text]);
  return [
    who(customer),
    ...table([
      ["Standing", classification.standing?.sentence ?? "nothing is known about it"],
      ["Class", classOf(classification)],
      ...rows("Numbers", numbers(classification)),
      ...rows("In favour", found(classification, FindingAnswer.FINDING_ANSWER_YES)),
      ...rows("Against", found(classification, FindingAnswer.FINDING_ANSWER_NO)),
      ...rows("Mixed", found(classification, FindingAnswer.FINDING_ANSWER_MIXED)),
      ["Paying", paying(classification.paymentOutlook)],
      ["Staying", score.answers?.stay ?? "nothing is known about it"],
      ["Worth", worth(value)],
      ...rows("Discount", discount(score.economics, basisPoints)),
      ["Advice", advice(classification, score.economics, basisPoints)],
      ...rows("Find out", classification.askNext.map(({ sentence }) => sentence)),
      ["Basis", basis(classification)],
    ]),
  ];
}

async function ask(service: Service, customerId: string): Promise<Answers> {
  const [{ customer }, { classification }, { score }, { referralValue }] = await Promise.all([
    service.call(Records.getCustomer, GetCustomerRequest.fromPartial({ customerId })),
    service.call(Quality.getClassification, GetClassificationRequest.fromPartial({ customerId })),
    service.call(Quality.getScore, GetScoreRequest.fromPartial({ customerId })),
    service.call(Quality.getReferralValue, GetReferralValueRequest.fromPartial({ customerId })),
  ]);
  if (!customer || !classification || !score || !referralValue) {
    throw new Error(`the answer about ${customerId} is empty`);
  }
  return { customer, classification, score, value: referralValue };
}

/** The class with its reasons. A prospect has none. */
function classOf({ customerClass, sentence, heldDowngrade }: Classification): string {
  if (customerClass === CustomerClass.CUSTOMER_CLASS_UNSPECIFIED) {
    return "none before the first deal";
  }
  const held = heldDowngrade === undefined ? "" : ` (${heldDowngrade.sentence})`;
  return `${className(customerClass)}: ${sentence}${held}`;
}

/** The class by the numbers alone, if one of our people sorted them differently. */
function numbers({ ownSort, classByNumbers, numbersSentence }: Classification): string[] {
  return ownSort === undefined || ownSort.numbersAgree ? [] : [`${className(classByNumbers)}: ${numbersSentence}`];
}

/** The findings with this answer that may decide the class, with their figures or the people who said them. */
function found({ findings }: Classification, answer: FindingAnswer): string[] {
  const sentence = ({ words, sentence }: Finding) => (sentence.includes(words) ? sentence : `${words}: ${sentence}`);
  return findings.filter((finding) => finding.decidesClass && finding.answer === answer).map(sentence);
}

/** How they pay, and the chance of a late next invoice. Unset is not 0: no invoice has fallen due yet. */
function paying(outlook: PaymentOutlook | undefined): string {
  if (outlook === undefined) {
    return "nothing is known about it";
  }
  const chance = outlook.nextLateProbability;
  const next = chance === undefined ? "" : `; the next one is late with a chance of ${Math.round(chance * 100)} in 100`;
  return `${outlook.sentence}${next}`;
}

function worth(value: ReferralValue): string {
  const own = show(fromMoney(value.ownValue));
  if (value.broughtCount === 0) {
    return `${own} so far; they have brought nobody yet`;
  }
  const total = show(fromMoney(value.totalLifetimeValue));
  return `${own} so far by themselves, ${total} with the ${count(value.broughtCount, "customer")} they brought`;
}

/** The amount of the discount on their purchases of the last year. */
function discount(economics: Economics | undefined, basisPoints: number): string[] {
  const revenue = fromMoney(economics?.revenue);
  if (revenue.micros <= 0n || economics?.windowStartDate === undefined) {
    return [];
  }
  const contribution = fromMoney(economics.contribution);
  const given = share(revenue, basisPoints);
  return [
    `revenue since ${showDay(economics.windowStartDate)} is ${show(revenue)}, which ${left(contribution)}`,
    `${basisPoints / 100} % off it is ${show(given)}, after which it ${left(less(contribution, given))}`,
  ];
}

function left(amount: Amount): string {
  return amount.micros < 0n
    ? `costs us ${show({ ...amount, micros: -amount.micros })} more than it brings`
    : `leaves us ${show(amount)}`;
}

/** Our own advice, by the first rule that fits. The service rates the customer; the decision is ours. */
function advice({ customerClass }: Classification, economics: Economics | undefined, basisPoints: number): string {
  if (customerClass === CustomerClass.CUSTOMER_CLASS_BAD) {
    return "no discount: we want to let them go, in the nicest possible way";
  }
  if (fromMoney(economics?.overdue).micros > 0n) {
    return "no discount now: first they pay what is overdue";
  }
  const given = share(fromMoney(economics?.revenue), basisPoints);
  if (given.micros > 0n && less(fromMoney(economics?.contribution), given).micros <= 0n) {
    return "no discount: it leaves us nothing";
  }
  switch (customerClass) {
    case CustomerClass.CUSTOMER_CLASS_IDEAL:
    case CustomerClass.CUSTOMER_CLASS_GOOD:
      return "a discount is fine where it wins us more of their business";
    case CustomerClass.CUSTOMER_CLASS_OK:
      return "rather no discount: they are welcome at the full price";
    case CustomerClass.CUSTOMER_CLASS_UNSPECIFIED:
      return "no discount to begin with: the first price is the one they remember";
    default:
      return "no discount yet: first find out more about them";
  }
}

/** The note to keep with the decision. Setting both times to this one repeats the question later. */
function basis({ basis }: Classification): string {
  const time = basis?.asOfTime === undefined ? "an unknown time" : showTime(basis.asOfTime);
  const model = `model ${basis?.modelId} ${basis?.modelVersion}`;
  return `as of ${time}, revision ${basis?.customerRevision ?? 0n} of their records, ${model}`;
}
