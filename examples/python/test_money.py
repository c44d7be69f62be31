"""Money both ways: python -m unittest"""

import unittest
from decimal import Decimal, localcontext

from google.type.money_pb2 import Money

from money import to_decimal, to_money

AMOUNTS = [
    ("1200.50", 1200, 500_000_000),
    ("0", 0, 0),
    ("0.000001", 0, 1_000),
    ("-0.01", 0, -10_000_000),
    ("-12.345678", -12, -345_678_000),
    ("1E+3", 1_000, 0),
    ("1.5000000000", 1, 500_000_000),
    ("-9223372036854.775807", -9_223_372_036_854, -775_807_000),
]


class MoneyBothWays(unittest.TestCase):
    def test_amounts_are_the_same_both_ways(self):
        with localcontext() as sums:
            # The result stays exact even if the program computes with few digits.
            sums.prec = 3
            for text, units, nanos in AMOUNTS:
                money = Money(currency_code="EUR", units=units, nanos=nanos)
                self.assertEqual(to_money(Decimal(text), "EUR"), money)
                self.assertEqual(to_decimal(money), Decimal(text))

    def test_what_would_be_rounded_is_refused(self):
        for text in ["0.0000001", "12.3456789", "1E-40", "NaN", "-Infinity"]:
            with self.assertRaises(ValueError):
                to_money(Decimal(text), "EUR")

    def test_floating_point_is_refused(self):
        with self.assertRaises(TypeError):
            to_money(0.1, "EUR")


if __name__ == "__main__":
    unittest.main()
