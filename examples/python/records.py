"""What billing records: the customer, an invoice, a payment. Each may be sent again with the same keys."""

from dataclasses import dataclass
from datetime import date, datetime, timezone
from decimal import Decimal

from customerquality.v1.customer_pb2 import Customer, CustomerKind
from customerquality.v1.customer_records_service_pb2 import (
    RecordFactsRequest,
    RecordFactsResponse,
    UpsertCustomersRequest,
)
from customerquality.v1.fact_pb2 import Fact, Invoice, Payment
from google.protobuf.timestamp_pb2 import Timestamp
from google.type.date_pb2 import Date

from money import to_money
from service import Service

SOURCE = "billing"


@dataclass(frozen=True)
class Bill:
    """An invoice of ours."""

    number: str
    amount: Decimal
    currency: str
    issued: date
    due: date


@dataclass(frozen=True)
class Receipt:
    """Money that came for an invoice. `reference` is the bank's, and never used twice."""

    reference: str
    number: str
    amount: Decimal
    currency: str
    received: date


def know(service: Service, customer_id: str, name: str) -> None:
    """Makes a business known, or changes its name."""
    customer = Customer(
        customer_id=customer_id, name=name, kind=CustomerKind.CUSTOMER_KIND_BUSINESS
    )
    service.call(service.records.UpsertCustomers, UpsertCustomersRequest(customers=[customer]))


def record_bill(service: Service, customer_id: str, bill: Bill) -> RecordFactsResponse:
    """Records an invoice under its number."""
    invoice = Invoice(
        invoice_id=bill.number,
        amount=to_money(bill.amount, bill.currency),
        issue_date=day(bill.issued),
        due_date=day(bill.due),
    )
    return record(service, customer_id, f"invoice-{bill.number}", bill.issued, invoice=invoice)


def record_receipt(service: Service, customer_id: str, receipt: Receipt) -> RecordFactsResponse:
    """Records a payment under the bank's reference."""
    payment = Payment(
        invoice_id=receipt.number, amount=to_money(receipt.amount, receipt.currency)
    )
    fact_id = f"payment-{receipt.reference}"
    return record(service, customer_id, fact_id, receipt.received, payment=payment)


def record(service: Service, customer_id: str, fact_id: str, on: date, **body):
    """Records one fact. The key is the row's own id, so a call sent again changes nothing."""
    fact = Fact(
        customer_id=customer_id, source=SOURCE, fact_id=fact_id, occur_time=midnight(on), **body
    )
    return service.call(service.records.RecordFacts, RecordFactsRequest(facts=[fact]))


def day(on: date) -> Date:
    return Date(year=on.year, month=on.month, day=on.day)


def midnight(on: date) -> Timestamp:
    time = Timestamp()
    time.FromDatetime(datetime(on.year, on.month, on.day, tzinfo=timezone.utc))
    return time
