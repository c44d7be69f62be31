// Tests the fields read from the details of an error, and the text made from them.

import assert from "node:assert/strict";
import { test } from "node:test";

import { Metadata, type ServiceError, status } from "@grpc/grpc-js";

import { CallError, inWords } from "./errors.js";
import { BadRequest, ErrorInfo, RetryInfo } from "./gen/google/rpc/error_details.js";
import { Status } from "./gen/google/rpc/status.js";

const BUSY = Status.fromPartial({
  code: status.UNAVAILABLE,
  message: "too many calls at once",
  details: [
    detail("ErrorInfo", ErrorInfo.encode(info("OVERLOADED", {})).finish()),
    detail("RetryInfo", RetryInfo.encode({ retryDelay: { seconds: 1n, nanos: 500_000_000 } }).finish()),
    detail("DetailOfTheFuture", new Uint8Array([1, 2, 3])),
  ],
});

function info(reason: string, metadata: Record<string, string>): ErrorInfo {
  return { reason: `ERROR_REASON_${reason}`, domain: "customerquality", metadata };
}

function detail(name: string, value: Uint8Array) {
  return { typeUrl: `type.googleapis.com/google.rpc.${name}`, value: Buffer.from(value) };
}

function failed(code: status, details: string, answer?: Status): ServiceError {
  const metadata = new Metadata();
  metadata.set("x-request-id", "r-1");
  if (answer !== undefined) {
    metadata.set("grpc-status-details-bin", Buffer.from(Status.encode(answer).finish()));
  }
  return Object.assign(new Error(details), { code, details, metadata });
}

test("reason and wait are read, and details that are not known are passed over", () => {
  const error = CallError.of(failed(status.UNAVAILABLE, "too many calls at once", BUSY));
  assert.equal(error.code, status.UNAVAILABLE);
  assert.equal(error.reason, "ERROR_REASON_OVERLOADED");
  assert.equal(error.retryAfterMs, 1_500);
  assert.equal(error.requestId, "r-1");
  assert.deepEqual(error.fields, []);
  assert.equal(inWords(error), "too many calls at once (OVERLOADED, request r-1)\nTry again in 1.5 s.");
});

test("every field that breaks a rule is read", () => {
  const fields = [
    { field: "facts[0].cost.amount.nanos", reason: "NANOS_NOT_MICROS", description: "six decimals at most" },
    { field: "facts[1].action.by", reason: "REQUIRED", description: "is required" },
  ].map((field) => ({ ...field, localizedMessage: undefined }));
  const details = [
    detail("BadRequest", BadRequest.encode({ fieldViolations: fields }).finish()),
    detail("ErrorInfo", ErrorInfo.encode(info("INVALID_FIELD", { violation_count: "2" })).finish()),
  ];
  const error = new CallError({ code: status.INVALID_ARGUMENT, message: "", details });
  assert.deepEqual(error.fields, fields);
  assert.deepEqual(error.metadata, { violation_count: "2" });
  const lines = inWords(error).split("\n");
  assert.deepEqual(lines.slice(1), ["  facts[0].cost.amount.nanos six decimals at most", "  facts[1].action.by is required"]);
});

test("an error that is not the service's own keeps its code and has no reason", () => {
  const message = "Deadline exceeded after 10.002s,metadata filters: 0.001s,wait_for_ready,Waiting for LB pick";
  const error = CallError.of(failed(status.DEADLINE_EXCEEDED, message));
  assert.deepEqual([error.code, error.reason], [status.DEADLINE_EXCEEDED, ""]);
  assert.match(inWords(error), /^The service does not answer\..* \(Deadline exceeded after 10\.002s\)$/);
  const foreign = { ...info("OVERLOADED", {}), domain: "proxy.example" };
  const details = [detail("ErrorInfo", ErrorInfo.encode(foreign).finish())];
  assert.equal(new CallError({ code: status.UNKNOWN, message: "a proxy's", details }).reason, "");
});
