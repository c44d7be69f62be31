// Finds customers to ask for a referral: those who brought others, and good ones who brought nobody yet.

import {
  BatchGetClassificationsRequest,
  CustomerQualityServiceService as Quality,
  GetReferralValueRequest,
  ListScoresRequest,
  ListTopReferrersRequest,
  ReferrerOrder,
  ScoreOrder,
} from "./gen/customerquality/v1/customer_quality_service.js";
import { CustomerStanding } from "./gen/customerquality/v1/customer.js";
import { CustomerClass } from "./gen/customerquality/v1/score.js";
import { CallError, Refused } from "./errors.js";
import { fromMoney, show } from "./money.js";
import { pages } from "./pages.js";
import type { Service } from "./service.js";
import { className, count, who } from "./words.js";

/** The classes of customers worth asking. */
const WANTED = [CustomerClass.CUSTOMER_CLASS_IDEAL, CustomerClass.CUSTOMER_CLASS_GOOD];

/** The standings of customers who are here today and have not gone quiet. */
const HERE = [CustomerStanding.CUSTOMER_STANDING_NEW, CustomerStanding.CUSTOMER_STANDING_ACTIVE];

/** Lines with up to `most` customers of each kind. */
export async function whomToAsk(service: Service, most: number): Promise<string[]> {
  return [
    "Ask again: they have brought customers before.",
    ...numbered(await first(most, whoBroughtOthers(service, most))),
    "Ask for the first time: they are among our best and have brought nobody yet.",
    ...numbered(await first(most, whoBroughtNobody(service, most))),
  ];
}

/** The customers who brought most come first, by the figures that the service published last. */
async function* whoBroughtOthers(service: Service, pageSize: number): AsyncGenerator<string> {
  const request = ListTopReferrersRequest.fromPartial({ order: ReferrerOrder.REFERRER_ORDER_BROUGHT_VALUE, pageSize });
  const list = pages((pageToken) => service.call(Quality.listTopReferrers, { ...request, pageToken }));
  for await (const { referrers, publishTime } of list) {
    if (publishTime === undefined) {
      throw new Refused("The service has not looked at all customers yet. Ask again in a minute.");
    }
    const classes = await wantedToday(service, referrers);
    for (const referrer of referrers) {
      const name = classes.get(referrer.customerId);
      if (name !== undefined) {
        const brought = count(referrer.broughtCount, "customer");
        yield `${who(referrer)}, ${name}: brought ${brought} worth ${show(fromMoney(referrer.broughtValue))}`;
      }
    }
  }
}

/** The customers with most points come first. */
async function* whoBroughtNobody(service: Service, pageSize: number): AsyncGenerator<string> {
  const request = ListScoresRequest.fromPartial({
    filter: { classes: WANTED, standings: HERE },
    order: ScoreOrder.SCORE_ORDER_POINTS_DESC,
    pageSize,
  });
  const list = pages((pageToken) => service.call(Quality.listScores, { ...request, pageToken }));
  for await (const { scores } of list) {
    const classes = await wantedToday(service, scores);
    for (const score of scores) {
      const name = classes.get(score.customerId);
      if (name !== undefined && (await broughtNobody(service, score.customerId))) {
        yield `${who(score)}, ${name}: ${score.sentence}`;
      }
    }
  }
}

/** The class of each customer who is here today and worth asking. It is current; a list may be seconds old. */
async function wantedToday(service: Service, listed: readonly { customerId: string }[]): Promise<Map<string, string>> {
  const wanted = new Map<string, string>();
  if (listed.length === 0) {
    return wanted;
  }
  const customerIds = listed.map(({ customerId }) => customerId);
  const request = BatchGetClassificationsRequest.fromPartial({ customerIds });
  const { results } = await service.call(Quality.batchGetClassifications, request);
  for (const { customerId, result } of results) {
    if (result?.$case === "error") {
      throw new CallError(result.value);
    }
    const { standing, customerClass } = result?.value ?? {};
    const isHere = standing !== undefined && HERE.includes(standing.customerStanding);
    if (isHere && customerClass !== undefined && WANTED.includes(customerClass)) {
      wanted.set(customerId, className(customerClass));
    }
  }
  return wanted;
}

async function broughtNobody(service: Service, customerId: string): Promise<boolean> {
  const request = GetReferralValueRequest.fromPartial({ customerId });
  const { referralValue } = await service.call(Quality.getReferralValue, request);
  return referralValue?.broughtCount === 0;
}

/** The first items of a list. It requests no page beyond them. */
async function first(most: number, list: AsyncIterable<string>): Promise<string[]> {
  const found: string[] = [];
  for await (const one of list) {
    found.push(one);
    if (found.length === most) {
      break;
    }
  }
  return found;
}

function numbered(lines: readonly string[]): string[] {
  return lines.length === 0 ? ["  nobody today"] : lines.map((line, index) => `  ${index + 1}. ${line}`);
}
