"""Money both ways: decimal.Decimal <-> google.type.Money. Exact, no floating point on the way."""

from decimal import Decimal

from google.type.money_pb2 import Money

# The service keeps millionths, so `nanos` must be divisible by 1,000.
MICROS = 10**6
NANOS = 10**9


def to_money(amount: Decimal, currency: str) -> Money:
    """1200.50 -> units 1200, nanos 500000000; below zero both are negative."""
    if not isinstance(amount, Decimal):
        raise TypeError(f"an amount is a decimal.Decimal, not a {type(amount).__name__}")
    if not amount.is_finite():
        raise ValueError(f"{amount} is no amount")
    # These are whole numbers. The context of decimal may round, but it does not affect them.
    numerator, denominator = amount.as_integer_ratio()
    micros, rest = divmod(abs(numerator) * MICROS, denominator)
    if rest:
        raise ValueError(f"{amount:f} has more than six decimals, which are not kept: round it")
    units, micros = divmod(micros, MICROS)
    sign = -1 if amount < 0 else 1
    return Money(currency_code=currency, units=sign * units, nanos=sign * micros * 1_000)


def to_decimal(money: Money) -> Decimal:
    """The amount; whose currency it is, `money.currency_code` says."""
    return Decimal(f"{money.units * NANOS + money.nanos}E-9")
