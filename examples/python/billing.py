"""Billing asks before it grants credit, and records what it invoiced and what was paid.

python billing.py customer C-1042 "Hofmann Joinery"
python billing.py invoice C-1042 2026-0117 1200.50 EUR --issued 2026-03-31 --due 2026-04-14
python billing.py payment C-1042 2026-0117 1200.50 EUR --reference bank-77 --received 2026-04-10
python billing.py credit C-1042 500
"""

import argparse
import os
import pathlib
import sys
from datetime import date
from decimal import Decimal, InvalidOperation

from credit import credit
from errors import Refused
from records import Bill, Receipt, know, record_bill, record_receipt
from service import Service


def main() -> int:
    args = arguments()
    try:
        token = first_token(args.token_file) if args.token_file else ""
        with Service(args.server, token, args.deadline) as service:
            return args.run(service, args)
    except (Refused, ValueError) as error:
        print(error, file=sys.stderr)
        return 1


def first_token(file: pathlib.Path) -> str:
    """Empty lines and those that begin with # are remarks, as in the service's own token file."""
    try:
        lines = file.read_text(encoding="utf-8-sig").split("\n")
    except (OSError, UnicodeError) as error:
        raise ValueError(f"The token file cannot be read: {file}: {error}") from error
    tokens = [line.strip() for line in lines if line.strip() and not line.strip().startswith("#")]
    if not tokens:
        raise ValueError(f"The token file has no token: {file}")
    if not (tokens[0].isascii() and tokens[0].isprintable()):
        raise ValueError(f"The first token has characters other than those of ASCII: {file}")
    return tokens[0]


def customer(service: Service, args: argparse.Namespace) -> int:
    know(service, args.customer, args.name)
    print(f"{args.customer} is known")
    return 0


def invoice(service: Service, args: argparse.Namespace) -> int:
    bill = Bill(args.number, args.amount, args.currency, args.issued, args.due)
    return said(record_bill(service, args.customer, bill))


def payment(service: Service, args: argparse.Namespace) -> int:
    receipt = Receipt(args.reference, args.number, args.amount, args.currency, args.received)
    return said(record_receipt(service, args.customer, receipt))


def said(response) -> int:
    print("recorded" if response.recorded_count else "known already")
    return 0


def ask(service: Service, args: argparse.Namespace) -> int:
    """Says yes (exit code 0) or no (3), and why."""
    answer = credit(service, args.customer)
    yes = answer.covers(args.amount)
    print(f"{'yes' if yes else 'no'}: up to {answer.limit} {answer.currency}".rstrip())
    print(f"because: {answer.why}")
    if answer.paying:
        print(f"paying: {answer.paying}")
    return 0 if yes else 3


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    server = os.environ.get("CUSTOMER_QUALITY_SERVER", "http://127.0.0.1:50051")
    parser.add_argument("--server", default=server)
    token_file = os.environ.get("CUSTOMER_QUALITY_TOKEN_FILE") or None
    parser.add_argument("--token-file", type=pathlib.Path, default=token_file, help="with one token")
    parser.add_argument("--deadline", type=float, default=20.0, help="seconds, with all attempts")
    commands = parser.add_subparsers(required=True)

    def command(name: str, run) -> argparse.ArgumentParser:
        added = commands.add_parser(name)
        added.set_defaults(run=run)
        added.add_argument("customer")
        return added

    command("customer", customer).add_argument("name")
    command("credit", ask).add_argument("amount", type=above_zero)
    for name, run in (("invoice", invoice), ("payment", payment)):
        added = command(name, run)
        added.add_argument("number")
        added.add_argument("amount", type=decimal)
        added.add_argument("currency")
        days = ("--issued", "--due") if run is invoice else ("--received",)
        for option in days:
            added.add_argument(option, type=date.fromisoformat, required=True)
        if run is payment:
            added.add_argument("--reference", required=True)
    return parser.parse_args()


def decimal(text: str) -> Decimal:
    try:
        amount = Decimal(text)
    except InvalidOperation:
        amount = Decimal("NaN")
    if not amount.is_finite():
        raise argparse.ArgumentTypeError(f"An amount is written 1200.50, and not {text}")
    return amount


def above_zero(text: str) -> Decimal:
    amount = decimal(text)
    if amount <= 0:
        raise argparse.ArgumentTypeError(f"A credit is above zero, and not {text}")
    return amount


if __name__ == "__main__":
    sys.exit(main())
