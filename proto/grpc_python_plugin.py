"""The gRPC generator of grpcio-tools as a plugin of buf, which grpcio-tools does not ship as one."""

import pathlib
import sys
import tempfile

from google.protobuf.compiler import plugin_pb2
from google.protobuf.descriptor_pb2 import FileDescriptorSet
from grpc_tools import protoc

request = plugin_pb2.CodeGeneratorRequest.FromString(sys.stdin.buffer.read())
response = plugin_pb2.CodeGeneratorResponse(
    supported_features=plugin_pb2.CodeGeneratorResponse.FEATURE_PROTO3_OPTIONAL
)
with tempfile.TemporaryDirectory() as folder:
    contract = pathlib.Path(folder, "contract.binpb")
    contract.write_bytes(FileDescriptorSet(file=request.proto_file).SerializeToString())
    out = pathlib.Path(folder, "out")
    out.mkdir()
    if protoc.main(
        [
            "protoc",
            f"--descriptor_set_in={contract}",
            f"--grpc_python_out={out}",
            *request.file_to_generate,
        ]
    ):
        response.error = "grpc_tools.protoc failed: see above"
    for path in sorted(out.rglob("*.py")):
        response.file.add(name=path.relative_to(out).as_posix(), content=path.read_text())
sys.stdout.buffer.write(response.SerializeToString())
