// Before a discount: who is this customer for us, how do they pay, will they stay, what are they worth?

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
import { CustomerStatus, type Customer } from "./gen/customerquality/v1/customer.js";
import type { ReferralValue } from "./gen/customerquality/v1/referral.js";
import {
  BillingMode,
  CustomerClass,
  type Classification,
  type ClassRule,
  type CriterionScore,
  type Economics,
  EvidenceState,
  type Reason,
  type Score,
} from "./gen/customerquality/v1/score.js";
import { type Amount, fromMoney, less, share, show } from "./money.js";
import type { Service } from "./service.js";
import { showDay, showTime } from "./time.js";
import { className, count, meaning, plain, type Row, table, who } from "./words.js";

/** What the service answers about one customer. */
interface Answers {
  readonly customer: Customer;
  readonly classification: Classification;
  readonly score: Score;
  readonly value: ReferralValue;
}

/** Lines to read before the talk about a discount of so many basis points. */
export async function beforeDiscount(service: Service, customerId: string, basisPoints: number): Promise<string[]> {
  const { customer, classification, score, value } = await ask(service, customerId);
  const criteria = new Map(
    score.pillars.flatMap((pillar) => pillar.criteria).map((criterion) => [criterion.criterionId, criterion]),
  );
  const reason = ({ criterionId, sentence }: Reason) => named(criteria.get(criterionId)?.name ?? "", sentence);
  const rows = (label: string, texts: string[]) => texts.map((text): Row => [label, text]);
  return [
    who(customer),
    ...table([
      ["Class", standing(classification)],
      ...rows("Limit", classification.caps.map(limit)),
      ...rows("In favour", classification.topUp.map(reason)),
      ...rows("Against", classification.topDown.map(reason)),
      ["Paying", paying(score, criteria.get("punctuality"))],
      ["Staying", staying(score)],
      ["Worth", worth(value)],
      ...rows("Discount", discount(score.economics, basisPoints)),
      ["Advice", advice(classification.customerClass, score.economics, basisPoints)],
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

/** A sentence behind the name of its criterion, unless it has the same words. */
function named(name: string, sentence: string): string {
  const words = plain(sentence);
  return words.toLowerCase().includes(name.toLowerCase()) ? words : `${name}: ${words}`;
}

/** `points` unset is not 0: there is no evidence that could give any. */
function standing({ customerClass, points, coverage, heldDowngrade }: Classification): string {
  const known = `${Math.round(coverage * 100)} % of the evidence is there`;
  const figures = points === undefined ? "no points yet" : `${points} of 1,000 points, ${known}`;
  const held = heldDowngrade === undefined ? "" : `; ${heldDowngrade.sentence}`;
  return `${meaning(customerClass)}; ${figures}${held}`;
}

function limit({ customerClass, sentence }: ClassRule): string {
  return `at most ${className(customerClass)}: ${plain(sentence)}`;
}

function paying({ economics, basis }: Score, punctuality: CriterionScore | undefined): string {
  switch (basis?.mode) {
    case BillingMode.BILLING_MODE_INVOICED: {
      const observed = punctuality?.state === EvidenceState.EVIDENCE_STATE_OBSERVED;
      return `${observed ? punctuality.sentence : "nothing shows yet whether they pay on time"}; ${overdue(economics)}`;
    }
    case BillingMode.BILLING_MODE_PURCHASING:
      return "they pay on the spot";
    case BillingMode.BILLING_MODE_NONE:
      return "they have bought nothing yet";
    default:
      return "nothing is known about it";
  }
}

function overdue(economics: Economics | undefined): string {
  const amount = fromMoney(economics?.overdue);
  return amount.micros === 0n
    ? "nothing is overdue"
    : `${show(amount)} is overdue, the oldest of it for ${count(economics?.overdueDays ?? 0, "day")}`;
}

function staying({ basis, lastsSixMonths }: Score): string {
  if (basis?.status === CustomerStatus.CUSTOMER_STATUS_PAST) {
    return "they have left us";
  }
  return lastsSixMonths?.sentence ?? "nothing is known about it";
}

function worth(value: ReferralValue): string {
  const own = show(fromMoney(value.ownValue));
  if (value.broughtCount === 0) {
    return `${own} so far; they have brought nobody yet`;
  }
  const total = show(fromMoney(value.totalLifetimeValue));
  return `${own} so far by themselves, ${total} with the ${count(value.broughtCount, "customer")} they brought`;
}

/** What the discount comes to on what they bought within the last year. */
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

/** Our own rule, the first that fits. The service says how good they are; what follows from it is ours. */
function advice(customerClass: CustomerClass, economics: Economics | undefined, basisPoints: number): string {
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
    default:
      return "no discount yet: first find out more about them";
  }
}

/** What to keep with the decision: with both times set to this one, the question can be asked again later. */
function basis({ basis }: Classification): string {
  const time = basis?.asOfTime === undefined ? "an unknown time" : showTime(basis.asOfTime);
  const model = `model ${basis?.modelId} ${basis?.modelVersion}`;
  return `as of ${time}, revision ${basis?.customerRevision ?? 0n} of their records, ${model}`;
}
