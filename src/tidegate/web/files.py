"""`/v1/runs/{run_id}/files`: the result files of a bounded run over an upload, streamed from its clean topic."""

from __future__ import annotations

from collections.abc import AsyncIterator

from fastapi import APIRouter
from pydantic import Field
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from tidegate.errors import RunNotFound
from tidegate.file_forms import AnonymizedFile
from tidegate.web.openapi import operation
from tidegate.web.problems import Problem
from tidegate.web.routes import ControlPlane, Reader, RunId, Runner
from tidegate.web.schemas import Answer

RECORDS, LEFT_OUT = "Tidegate-Records", "Tidegate-Records-Left-Out"

router = APIRouter(prefix="/v1/runs", tags=["runs"])


class FileList(Answer):
    """The files of a run. ``records`` are in them; ``records_left_out`` were quarantined or dropped."""

    files: list[AnonymizedFile]
    records: int = Field(ge=0)
    records_left_out: int = Field(ge=0)


@router.get("/{run_id}/files", summary="List result files", **operation("read", 404, 503))
async def list_files(caller: Reader, control: ControlPlane, run_id: RunId) -> FileList:
    """Of a run over an upload that has SUCCEEDED; else the list is empty."""
    found = await control.files(run_id)
    return FileList(files=list(found.files), records=found.records, records_left_out=found.left_out)


@router.get(
    "/{run_id}/files/{file_id}",
    summary="Download a result file",
    response_class=Response,
    **operation(
        "run",
        404,
        410,
        413,
        503,
        responses={200: {"content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}}}},
    ),
)
async def read_file(caller: Runner, control: ControlPlane, request: Request, run_id: RunId, file_id: str) -> Response:
    """The clean records in the form of the upload: its header row, line ends, encoding and byte order mark.

    It is read from the run's clean topic and lives as long as that: after it 410. `Tidegate-Records-Left-Out` counts
    records that were quarantined or dropped.
    """
    found = await control.files(run_id)
    file = next((one for one in found.files if one.id == file_id), None)
    if file is None:
        raise RunNotFound("no such file")
    bytes_max: int = request.app.state.file_bytes_max
    if file.size_in_bytes > bytes_max:
        raise Problem(413, f"The file is larger than {bytes_max} bytes; read the run's clean topic instead.")
    content = await control.read_file(run_id, file_id)
    headers = {
        "Content-Type": file.content_type,  # as it is: the framework would call every text UTF-8
        "Content-Length": str(file.size_in_bytes),
        "Content-Disposition": f'attachment; filename="{file.path.rpartition("/")[2]}"',
        RECORDS: str(found.records),
        LEFT_OUT: str(found.left_out),
    }
    return StreamingResponse(_without_empty(content), headers=headers)


async def _without_empty(content: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    async for piece in content:
        if piece:
            yield piece
