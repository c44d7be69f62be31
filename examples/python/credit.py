"""May we give this customer credit? The service knows the customer; the policy is ours."""

from dataclasses import dataclass
from decimal import Decimal

from customerquality.v1.customer_quality_service_pb2 import GetScoreRequest
from customerquality.v1.score_pb2 import CustomerClass, Score, ScoreView

from errors import Refused
from money import to_decimal
from service import Service

# Our policy: so many months of their revenue, by class. Any other class pays in advance.
MONTHS = {
    CustomerClass.CUSTOMER_CLASS_IDEAL: 2,
    CustomerClass.CUSTOMER_CLASS_GOOD: 2,
    CustomerClass.CUSTOMER_CLASS_OK: 1,
}


@dataclass(frozen=True)
class Credit:
    """Up to which amount, and why."""

    limit: Decimal
    currency: str
    why: str

    def covers(self, amount: Decimal) -> bool:
        return amount <= self.limit


def credit(service: Service, customer_id: str) -> Credit:
    """The credit of a customer. One whom the service does not know has none."""
    request = GetScoreRequest(customer_id=customer_id, view=ScoreView.SCORE_VIEW_BASIC)
    try:
        score = service.call(service.quality.GetScore, request).score
    except Refused as error:
        if error.reason == "ERROR_REASON_CUSTOMER_NOT_FOUND":
            return Credit(Decimal("0.00"), "", "not known yet")
        raise
    return by_policy(score)


def by_policy(score: Score) -> Credit:
    """What our policy makes of a score."""
    economics = score.economics
    currency = economics.revenue.currency_code
    overdue = to_decimal(economics.overdue)
    if overdue > 0:
        days = "1 day" if economics.overdue_days == 1 else f"{economics.overdue_days} days"
        return Credit(Decimal("0.00"), currency, f"{overdue:,.2f} overdue for {days}")
    # A class of a newer service than these stubs has no name here, and no months.
    known = score.customer_class in CustomerClass.values()
    name = CustomerClass.Name(score.customer_class) if known else str(score.customer_class)
    name = name.removeprefix("CUSTOMER_CLASS_")
    months = MONTHS.get(score.customer_class, 0)
    if months == 0:
        return Credit(Decimal("0.00"), currency, f"class {name}: pays in advance")
    revenue = to_decimal(economics.revenue)
    first = economics.window_start_date
    since = f"since {first.year}-{first.month:02}-{first.day:02}"
    if revenue <= 0:
        return Credit(Decimal("0.00"), currency, f"class {name}, but no revenue {since}")
    limit = (revenue / 12 * months).quantize(Decimal("0.01"))
    share = "one month" if months == 1 else f"{months} months"
    why = f"class {name}: {share} of their revenue ({revenue:,.2f} {since})"
    return Credit(limit, currency, why)
