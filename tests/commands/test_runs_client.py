"""What the command line says when the endpoint says no."""

from __future__ import annotations

import http.server
import json
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.commands.shell import tidegate
from tidegate.commands.runs_client import RequestFailed, RunsClient


class Answers(http.server.BaseHTTPRequestHandler):
    """Answers every request with what the test has set, and remembers it."""

    status = 200
    body: bytes = b"{}"
    left_out = 0  # bytes of the body that are promised and do not come
    seen: list[tuple[str, str | None]] = []  # noqa: RUF012  one list for the class is what is wanted here

    def do_GET(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length", 0)))  # unread, it would break the connection
        self.seen.append((self.path, self.headers.get("Authorization")))
        self.send_response(self.status)
        self.send_header("Content-Length", str(len(self.body) + self.left_out))
        self.end_headers()
        self.wfile.write(self.body)
        self.close_connection |= bool(self.left_out)

    do_POST = do_GET

    def log_message(self, format: str, *args: object) -> None:
        """Be quiet."""


@pytest.fixture
def answers() -> Iterator[tuple[type[Answers], str]]:
    class Own(Answers):
        seen: list[tuple[str, str | None]] = []  # noqa: RUF012

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Own) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield Own, f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()
        thread.join(5)


@pytest.mark.parametrize(
    ("status", "document", "said"),
    [
        (404, {"title": "Not Found", "detail": "There is no such run."}, "404 There is no such run."),
        (409, {"title": "Conflict"}, "409 Conflict"),
        (
            422,
            {"detail": "1 field is not valid.", "errors": [{"field": "threshold", "message": "too large"}]},
            "422 1 field is not valid; threshold: too large",
        ),
        (401, {"detail": "A key is needed."}, "401 A key is needed. (set TIDEGATE_API_KEY)"),
        (503, None, "503 Service Unavailable"),
        (500, [1, 2], "500 Internal Server Error"),
    ],
)
def test_a_problem_is_one_line(answers: tuple[type[Answers], str], status: int, document: object, said: str) -> None:
    server, url = answers
    server.status, server.body = status, b"<html>" if document is None else json.dumps(document).encode()
    with RunsClient(url) as client, pytest.raises(RequestFailed) as caught:
        client.get("r1")
    assert str(caught.value) == said
    assert caught.value.status == status


@pytest.mark.parametrize("body", [b"[]", b"1"])
def test_an_answer_of_another_kind_is_refused(answers: tuple[type[Answers], str], body: bytes) -> None:
    """Something else may listen on that port."""
    server, url = answers
    server.body = body
    with RunsClient(url) as client, pytest.raises(RequestFailed, match="no object"):
        client.get("r1")


def test_an_answer_that_is_no_json_is_refused(answers: tuple[type[Answers], str]) -> None:
    server, url = answers
    server.body = b"<html>"
    with RunsClient(url) as client:
        for ask in (lambda: client.get("r1"), lambda: client.list(limit=1)):
            with pytest.raises(RequestFailed, match="no JSON"):
                ask()


@pytest.mark.parametrize("to_stdout", [True, False])
def test_a_file_that_breaks_off_is_one_line_and_leaves_nothing(
    answers: tuple[type[Answers], str], tmp_path: Path, to_stdout: bool
) -> None:
    """The endpoint closes the connection where a file cannot be read to its end."""
    server, url = answers
    server.left_out = 10
    with RunsClient(url) as client, pytest.raises(RequestFailed, match="did not answer: "):
        client.download("r1", {"id": "f1", "path": "anonymized/r1.csv"}, Path("-") if to_stdout else tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_url_and_key_come_from_the_environment_and_the_option_wins(answers: tuple[type[Answers], str]) -> None:
    server, url = answers
    server.body = b'{"runs": []}'
    key = {"TIDEGATE_API_KEY": "tg_k", "TIDEGATE_URL": url}
    assert tidegate("runs", "list", variables=key).stdout == b"no runs\n"
    assert (
        tidegate("runs", "list", "--url", f"{url}/", variables={"TIDEGATE_URL": "http://127.0.0.1:9"}).returncode == 0
    )
    assert server.seen == [("/v1/runs?limit=20", "Bearer tg_k"), ("/v1/runs?limit=20", None)]


def test_a_proxy_of_the_environment_is_not_asked(answers: tuple[type[Answers], str]) -> None:
    """It would see the key, and it does not know this machine's loopback."""
    server, url = answers
    server.body = b'{"runs": []}'
    done = tidegate("runs", "list", "--json", "--url", url, variables={"HTTP_PROXY": "http://127.0.0.1:9"})
    assert json.loads(done.stdout) == {"runs": []}


@pytest.mark.parametrize("url", ["http://127.0.0.1:9", "ftp://127.0.0.1", "nonsense"])
def test_an_endpoint_that_is_not_there_is_said(url: str) -> None:
    done = tidegate("runs", "list", "--url", url)
    assert done.returncode == 1
    assert done.stderr.decode().startswith(f"tidegate: nobody answers at {url}")


@pytest.mark.parametrize("url", ["127.0.0.1:9", "localhost:9", "ftp://127.0.0.1", "control"])
def test_an_address_that_is_no_url_is_not_taken_for_one_that_is_away(url: str) -> None:
    done = tidegate("runs", "list", "--url", url)
    assert done.stderr.decode() == f"tidegate: nobody answers at {url}; a URL begins with http:// or https://\n"


def test_a_header_that_is_a_person_s_row_names_the_option_of_this_command(
    answers: tuple[type[Answers], str], tmp_path: Path
) -> None:
    server, url = answers
    message = "column 1 is an email; if the first row is no header, send header=false"
    server.status = 422
    server.body = json.dumps({"errors": [{"field": "file", "message": message}]}).encode()
    (tmp_path / "a.csv").write_text("x,y\n")
    done = tidegate("runs", "create", "--file", "a.csv", "--type", "email", "--url", url, folder=tmp_path)
    assert done.returncode == 1
    assert "if the first row is no header, give --no-header" in done.stderr.decode()


def test_a_downloaded_file_is_named_by_where_it_is(answers: tuple[type[Answers], str], tmp_path: Path) -> None:
    server, url = answers
    one = {"id": "f1", "path": "anonymized/r1.csv", "size_in_bytes": 9, "content_type": "text/csv"}
    server.status = 200
    server.body = json.dumps({"files": [one], "records": 1, "records_left_out": 0}).encode()
    listed = tidegate("runs", "files", "r1", "--url", url, folder=tmp_path)
    assert "anonymized/r1.csv" in listed.stdout.decode()
    written = tidegate("runs", "files", "r1", "--output", "results", "--url", url, folder=tmp_path)
    assert "f1  results/r1.csv  9 bytes" in written.stdout.decode()
    assert (tmp_path / "results" / "r1.csv").read_bytes() == server.body
