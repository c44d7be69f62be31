"""Why a call failed, as the service says it in the details of its status."""

from dataclasses import dataclass, field

import grpc
from google.rpc.error_details_pb2 import BadRequest, ErrorInfo
from grpc_status import rpc_status

DOMAIN = "customerquality"


@dataclass(frozen=True)
class Violation:
    """A field that breaks a rule: its path, the rule's name, and what to do."""

    path: str
    rule: str
    remedy: str


@dataclass(eq=False)
class Refused(Exception):
    """A call that failed. Branch on `code`, then on `reason`, never on `message`."""

    code: grpc.StatusCode
    message: str
    # The id of this call in the server's log.
    request_id: str
    # Such as ERROR_REASON_CUSTOMER_NOT_FOUND. Empty if the service itself did not answer.
    reason: str = ""
    # The values that the message names.
    metadata: dict[str, str] = field(default_factory=dict)
    violations: list[Violation] = field(default_factory=list)

    def __str__(self) -> str:
        if not self.reason:
            return self._without_answer()
        lines = [f"{self.code.name} {self.reason}: {self.message}"]
        lines += [f"  {name}: {value}" for name, value in sorted(self.metadata.items())]
        lines += [f"  {one.path} ({one.rule}): {one.remedy}" for one in self.violations]
        lines.append(f"  request id: {self.request_id}")
        return "\n".join(lines)

    def _without_answer(self) -> str:
        """No log need have the request id where the service did not answer itself."""
        why = f"{self.code.name}: {self.message}"
        if self.code in (grpc.StatusCode.UNAVAILABLE, grpc.StatusCode.DEADLINE_EXCEEDED):
            return f"The service does not answer. Is it running where --server says? ({why})"
        return why


def refused(error: grpc.RpcError, request_id: str) -> Refused:
    """What a failed call says."""
    found = Refused(error.code(), error.details() or "", request_id)
    try:
        status = rpc_status.from_call(error)
    except ValueError:
        # If the client's own deadline and the service's answer meet, grpcio may mix the two.
        status = None
    for detail in status.details if status else ():
        info, bad = ErrorInfo(), BadRequest()
        if detail.Unpack(info) and info.domain == DOMAIN:
            found.reason, found.metadata = info.reason, dict(info.metadata)
        elif detail.Unpack(bad):
            found.violations = [
                Violation(one.field, one.reason, one.description) for one in bad.field_violations
            ]
    return found
