// The cause of a failed call: the gRPC code, the reason, the named values, and the fields that break rules.

import { status, type ServiceError } from "@grpc/grpc-js";

import { ErrorReason } from "./gen/customerquality/v1/error_reason.js";
import { BadRequest, type BadRequest_FieldViolation, ErrorInfo, RetryInfo } from "./gen/google/rpc/error_details.js";
import { Status } from "./gen/google/rpc/status.js";

const DOMAIN = "customerquality";
const DETAILS_KEY = "grpc-status-details-bin";
const REQUEST_ID_KEY = "x-request-id";
const TYPE_PREFIX = "type.googleapis.com/";

/** A failed call, or a failed item of a batch. Branch on `code` and `reason`, never on the message. */
export class CallError extends Error {
  override readonly name = "CallError";
  /** The gRPC code. */
  readonly code: status;
  /** One of `ErrorReason`, or a newer one. Empty if the error does not come from the service itself. */
  readonly reason: string;
  /** The values that the message names, such as the `customer_id`. */
  readonly metadata: Readonly<Record<string, string>>;
  /** The fields that break a rule, each with its path, the rule, and what to do. */
  readonly fields: readonly BadRequest_FieldViolation[];
  /** The least pause before the same call is made again. Unset if the service gives none. */
  readonly retryAfterMs: number | undefined;
  /** The call's id in the service's log. Empty for an item of a batch, or if the call never reached the service. */
  readonly requestId: string;

  /** The error that a `google.rpc.Status` describes. */
  constructor({ code, message, details }: Status, requestId = "") {
    super(message);
    this.code = code;
    this.requestId = requestId;
    let info: ErrorInfo | undefined;
    let bad: BadRequest | undefined;
    let retry: RetryInfo | undefined;
    for (const { typeUrl, value } of details) {
      switch (typeUrl) {
        case `${TYPE_PREFIX}google.rpc.ErrorInfo`:
          info = ErrorInfo.decode(value);
          break;
        case `${TYPE_PREFIX}google.rpc.BadRequest`:
          bad = BadRequest.decode(value);
          break;
        case `${TYPE_PREFIX}google.rpc.RetryInfo`:
          retry = RetryInfo.decode(value);
          break;
      }
    }
    const ours = info?.domain === DOMAIN ? info : undefined;
    this.reason = ours?.reason ?? "";
    this.metadata = ours?.metadata ?? {};
    this.fields = bad?.fieldViolations ?? [];
    const delay = retry?.retryDelay;
    this.retryAfterMs = delay && Number(delay.seconds) * 1_000 + delay.nanos / 1_000_000;
  }

  /** The error of a whole call. */
  static of({ code, details: message, metadata }: ServiceError): CallError {
    const requestId = metadata.get(REQUEST_ID_KEY)[0]?.toString();
    const details = metadata.get(DETAILS_KEY)[0];
    const answer = details instanceof Buffer ? Status.decode(details) : { code, message, details: [] };
    return new CallError(answer, requestId);
  }
}

/** An error that this program finds itself. The message is for the user. */
export class Refused extends Error {
  override readonly name = "Refused";
}

/** The error in words, for the user. */
export function inWords(error: CallError): string {
  const { code, fields, message, metadata, reason, requestId, retryAfterMs } = error;
  if (reason === ErrorReason.ERROR_REASON_CUSTOMER_NOT_FOUND) {
    return `There is no customer ${metadata["customer_id"]}.`;
  }
  if (reason === "" && (code === status.UNAVAILABLE || code === status.DEADLINE_EXCEEDED)) {
    // grpc-js appends its own state of the call, which is of no use here.
    const why = /^Deadline exceeded after [\d.]+s/.exec(message)?.[0] ?? message;
    return `The service does not answer. Is it running where CUSTOMER_QUALITY_SERVER says? (${why})`;
  }
  const name = reason.replace("ERROR_REASON_", "") || status[code];
  if (fields.length > 0) {
    const lines = fields.map(({ field, description }) => `  ${field} ${description}`);
    return [`The service refuses what was asked (${name}):`, ...lines].join("\n");
  }
  const later = retryAfterMs === undefined ? "" : `\nTry again in ${retryAfterMs / 1_000} s.`;
  const log = requestId === "" ? "" : `, request ${requestId}`;
  return `${message} (${name}${log})${later}`;
}
