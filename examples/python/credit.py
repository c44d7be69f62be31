"""May we give this customer credit? The service knows the customer; the policy is ours."""

from dataclasses import dataclass
from decimal import Decimal

from customerquality.v1.customer_quality_service_pb2 import GetScoreRequest
from customerquality.v1.score_pb2 import CustomerClass, PaymentOutlook, Score, ScoreView

from errors import Refused
from money import to_decimal
from service import Service

# Our policy: the credit in months of their revenue, by class. Customers of any other class pay in
# advance. So do prospects, who have no class.
MONTHS = {
    CustomerClass.CUSTOMER_CLASS_IDEAL: 2,
    CustomerClass.CUSTOMER_CLASS_GOOD: 2,
    CustomerClass.CUSTOMER_CLASS_OK: 1,
}


# Above this chance of a late next invoice, a customer gets half the credit.
LATE = 0.25


@dataclass(frozen=True)
class Credit:
    """Up to which amount, why, and how they pay."""

    limit: Decimal
    currency: str
    why: str
    paying: str = ""

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
    limit, why = by_policy(score)
    currency = score.economics.revenue.currency_code
    return Credit(limit, currency, why, paying(score.payment_outlook))


def by_policy(score: Score) -> tuple[Decimal, str]:
    """What our policy makes of a score: up to which amount, and why."""
    nothing, outlook = Decimal("0.00"), score.payment_outlook
    overdue = to_decimal(outlook.overdue)
    if overdue > 0:
        return nothing, f"{overdue:,.2f} overdue for {days(outlook.oldest_overdue_days)}"
    name = class_name(score)
    months = MONTHS.get(score.customer_class, 0)
    if months == 0:
        return nothing, f"{name}: pays in advance"
    revenue = to_decimal(score.economics.revenue)
    first = score.economics.window_start_date
    since = f"since {first.year}-{first.month:02}-{first.day:02}"
    if revenue <= 0:
        return nothing, f"{name}, but no revenue {since}"
    share = "one month" if months == 1 else f"{months} months"
    why = f"{name}: {share} of their revenue ({revenue:,.2f} {since})"
    limit = revenue / 12 * months
    if outlook.next_late_probability > LATE:
        limit, why = limit / 2, f"{why}, halved as they are often late"
    return limit.quantize(Decimal("0.01")), why


def class_name(score: Score) -> str:
    """The class with the sentence that decided; of prospects where they stand, as they have none."""
    if score.customer_class == CustomerClass.CUSTOMER_CLASS_UNSPECIFIED:
        return score.standing.sentence
    # A class that is newer than these stubs has no name here, and gives no months.
    known = score.customer_class in CustomerClass.values()
    name = CustomerClass.Name(score.customer_class) if known else str(score.customer_class)
    return f"{name.removeprefix('CUSTOMER_CLASS_')} ({score.class_sentence})"


def paying(outlook: PaymentOutlook) -> str:
    """How they pay, and how likely the next invoice is late; unset means that none has fallen due."""
    if not outlook.HasField("next_late_probability"):
        return outlook.sentence
    chance = f"{outlook.next_late_probability * 100:.0f} in 100"
    return f"{outlook.sentence}; the next one is late with a chance of {chance}"


def days(count: int) -> str:
    return "1 day" if count == 1 else f"{count} days"
