// Records a thank-you gift for a referral: its cost and the thanks, in one transaction.

import { CallError, Refused } from "./errors.js";
import {
  CustomerRecordsServiceService as Records,
  RecordFactsRequest,
  type RecordFactsResponse,
} from "./gen/customerquality/v1/customer_records_service.js";
import { ErrorReason } from "./gen/customerquality/v1/error_reason.js";
import { ActionKind, CostKind } from "./gen/customerquality/v1/fact.js";
import { GetSystemInfoRequest, SystemServiceService as System } from "./gen/customerquality/v1/system_service.js";
import { type Amount, parseAmount, show, toMoney } from "./money.js";
import type { Service } from "./service.js";
import { beginningOf } from "./time.js";

/** A gift, by its receipt. */
export interface Gift {
  readonly customerId: string;
  /** The typed amount in the reporting currency of the service: 49.90. */
  readonly amount: string;
  /** The day of the gift: 2026-03-31. */
  readonly day: string;
  /** The number of the receipt. It names the facts, so that a gift recorded again counts once. */
  readonly receipt: string;
  /** The person who gave it. */
  readonly by: string;
}

/** Records a gift, and returns the lines to print. */
export async function recordGift(service: Service, gift: Gift): Promise<string[]> {
  const { reportingCurrency } = await service.call(System.getSystemInfo, GetSystemInfoRequest.fromPartial({}));
  const amount = parseAmount(gift.amount, reportingCurrency);
  const { recordedCount } = await record(service, gift, amount);
  const what = `${show(amount)} for ${gift.customerId}, receipt ${gift.receipt}`;
  return [recordedCount > 0 ? `The gift is recorded: ${what}.` : `The gift is on record already: ${what}.`];
}

async function record(service: Service, gift: Gift, amount: Amount): Promise<RecordFactsResponse> {
  try {
    return await service.call(Records.recordFacts, request(gift, amount));
  } catch (error) {
    if (error instanceof CallError && error.reason === ErrorReason.ERROR_REASON_FACT_CONFLICT) {
      throw new Refused(`Receipt ${gift.receipt} is on record with another amount, day or name. Is its number right?`);
    }
    throw error;
  }
}

/** The facts of a gift. All values come from the receipt, so the same receipt makes the same facts. */
function request({ customerId, day, receipt, by }: Gift, amount: Amount): RecordFactsRequest {
  const common = { customerId, source: "sales", occurTime: beginningOf(day), author: by };
  const cost = { amount: toMoney(amount), kind: CostKind.COST_KIND_GIFT };
  const action = { kind: ActionKind.ACTION_KIND_THANKED, by, note: `Gift, receipt ${receipt}` };
  return RecordFactsRequest.fromPartial({
    facts: [
      { ...common, factId: `gift-${receipt}`, body: { $case: "cost", value: cost } },
      { ...common, factId: `thanks-${receipt}`, body: { $case: "action", value: action } },
    ],
  });
}
