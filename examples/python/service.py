"""The connection: address, token, deadline, request ids, and the service config that sends calls again."""

import pathlib
import uuid

import grpc
from customerquality.v1.customer_quality_service_pb2_grpc import CustomerQualityServiceStub
from customerquality.v1.customer_records_service_pb2_grpc import CustomerRecordsServiceStub

from errors import refused

# The rules for sending each call again. Ship the file with your program.
SERVICE_CONFIG = pathlib.Path(__file__).parent.parent.parent / "proto" / "service_config.json"

OPTIONS = [
    ("grpc.service_config", SERVICE_CONFIG.read_text(encoding="utf-8")),
    # The client finds a returning server within seconds, instead of the usual two minutes.
    ("grpc.max_reconnect_backoff_ms", 2_000),
]


class Service:
    """The service at an address such as http://127.0.0.1:50051; https:// is encrypted."""

    def __init__(self, address: str, token: str, deadline: float):
        scheme, _, authority = address.rpartition("://")
        if scheme == "https":
            credentials = grpc.ssl_channel_credentials()
            self._channel = grpc.secure_channel(authority, credentials, OPTIONS)
        else:
            self._channel = grpc.insecure_channel(authority, OPTIONS)
        self._token = token
        self._deadline = deadline
        self.quality = CustomerQualityServiceStub(self._channel)
        self.records = CustomerRecordsServiceStub(self._channel)

    def __enter__(self) -> "Service":
        return self

    def __exit__(self, *_) -> None:
        self._channel.close()

    def call(self, rpc, request):
        """Calls, for as long as the deadline allows with all attempts; raises Refused."""
        request_id = uuid.uuid4().hex
        metadata = [("x-request-id", request_id)]
        if self._token:
            metadata.append(("authorization", f"Bearer {self._token}"))
        try:
            return rpc(request, timeout=self._deadline, metadata=metadata)
        except grpc.RpcError as error:
            raise refused(error, request_id) from error
