"""How the portals answer on the wire: validators, lies, walls, twins; and that they stop with who started them."""

import gzip
import http.client
import json
import signal
import subprocess
import sys
import time
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.replica import Replica

HELAN, HUINONG, YANCHI, YICHUAN, LINZI = range(5)


@pytest.fixture(scope="module")
def log(tmp_path_factory):
    return tmp_path_factory.mktemp("replica") / "access.jsonl"


@pytest.fixture(scope="module")
def replica(log):
    with Replica(log=log) as running:
        yield running


def ask(replica, portal, target, method="GET", body=None, **headers: str):
    """Return status, headers and body of one answer."""
    connection = http.client.HTTPConnection(urlsplit(replica.portals[portal]["home"]).netloc, timeout=30)
    connection.request(method, target, body, {name.replace("_", "-"): value for name, value in headers.items()})
    answer = connection.getresponse()
    content = answer.read()
    connection.close()
    return answer.status, answer.headers, content


def first(replica, portal, wanted):
    code = replica.portals[portal]["code"]
    return next(report for report in replica.truth() if report.portal == code and wanted(report))


def test_portals_are_announced(replica):
    assert [portal["code"] for portal in replica.portals] == ["640122", "640205", "640323", "410329", "370305"]
    assert all(portal["home"].startswith("http://127.0.0.1:") and portal["delay"] == 0 for portal in replica.portals)


@pytest.mark.parametrize(
    ("portal", "names"), [(HELAN, {"ETag", "Last-Modified"}), (YICHUAN, {"Last-Modified"}), (LINZI, {"ETag"})]
)
def test_validators_are_honoured(replica, portal, names):
    report = first(replica, portal, lambda report: report.files[0].format == "html" and report.year > 2019)
    status, headers, body = ask(replica, portal, report.path)
    assert (status, {"ETag", "Last-Modified"} & set(headers)) == (200, names)
    for name, question in (("ETag", "If_None_Match"), ("Last-Modified", "If_Modified_Since")):
        if name in names:
            assert ask(replica, portal, report.path, **{question: headers[name]})[::2] == (304, b"")
    assert ask(replica, portal, report.path, If_None_Match='"other"')[2] == body


def test_one_portal_has_no_validators_lies_about_its_charset_and_compresses(replica):
    status, headers, body = ask(replica, HUINONG, "/", Accept_Encoding="gzip")
    assert status == 200
    assert not {"ETag", "Last-Modified"} & set(headers)
    assert headers["Content-Type"] == "text/html; charset=iso-8859-1"
    assert "惠农区人民政府" in gzip.decompress(body).decode("gb18030")
    assert "Content-Encoding" not in ask(replica, HUINONG, "/")[1]


def test_a_counter_makes_every_answer_different(replica):
    one, two = (ask(replica, YANCHI, "/xxgk/list.html")[2] for _ in range(2))
    assert one != two


def test_chunks_are_put_together_again(replica):
    _, headers, body = ask(replica, LINZI, "/gongkai/")
    assert headers["Transfer-Encoding"] == "chunked"
    assert body.decode().endswith("</html>")


def test_the_old_platform_keeps_its_double_slash_and_its_encoding(replica):
    report = first(replica, YICHUAN, lambda report: report.path.startswith("/html/1//2/10/"))
    _, headers, body = ask(replica, YICHUAN, report.path)
    assert headers["Content-Type"] == "text/html"
    assert report.title in body.decode("gbk")
    assert ask(replica, YICHUAN, report.path.replace("//", "/"))[0] == 404


def test_files_are_what_they_are_whatever_the_header_says(replica):
    magic = {"pdf": b"%PDF-", "doc": b"\xd0\xcf\x11\xe0", "docx": b"PK\x03\x04"}
    codes = [portal["code"] for portal in replica.portals]
    found = {(report.portal, file.format): file.path for report in replica.truth() for file in report.files}
    for (code, ending), path in found.items():
        if ending in magic:
            assert ask(replica, codes.index(code), path)[2].startswith(magic[ending])
    doc = first(replica, HUINONG, lambda report: report.files[-1].format == "doc").files[-1]
    assert ask(replica, HUINONG, doc.path)[1]["Content-Type"] == "text/html"


def test_what_is_not_there_is_answered_in_four_ways(replica):
    assert ask(replica, HUINONG, "/zwgk/nothing/")[::2] == ask(replica, HUINONG, "/")[::2]
    status, _, body = ask(replica, YANCHI, "/xwzx/nothing.html")
    assert status == 200
    assert b"location.replace" in body
    status, _, body = ask(replica, HELAN, "/jrhl/zxdt/index_400.html")
    assert status == 200
    assert len(body) <= 400
    assert ask(replica, LINZI, "/gongkai/site_lzqcgj/channel_gone/")[1]["Location"] == "/"


def test_the_wall_answers_412(replica):
    status, _, body = ask(replica, YICHUAN, "/hdjl/")
    assert status == 412
    assert b"document.cookie" in body


def test_the_calendar_never_ends(replica):
    assert b"?y=2999&m=12" in ask(replica, YANCHI, "/hdjl/rili/?y=3000&m=1")[2]


def test_a_session_id_changes_nothing_but_the_address(replica):
    report = first(replica, YANCHI, lambda report: "content.jsp" in report.path)
    with_session = report.path.replace("content.jsp", "content.jsp;jsessionid=0A1B")
    assert ask(replica, YANCHI, with_session)[0] == 200


def test_connections_are_kept_and_every_answer_is_logged(replica, log):
    connection = http.client.HTTPConnection(urlsplit(replica.portals[HELAN]["home"]).netloc, timeout=30)
    for target in ("/", "/wap/zfxxgknb/", "/", "/nothing"):
        connection.request("GET", target, headers={"User-Agent": "walker/1"})
        connection.getresponse().read()
        port = connection.sock.getsockname()
    assert connection.sock.getsockname() == port
    entries = [entry for entry in map(json.loads, log.read_text("utf-8").splitlines()) if entry["agent"] == "walker/1"]
    assert [(entry["target"], entry["status"], entry["disallowed"]) for entry in entries] == [
        ("/", 200, False),
        ("/wap/zfxxgknb/", 200, True),
        ("/", 200, False),
        ("/nothing", 404, False),
    ]
    assert {entry["inflight"] for entry in entries} == {1}


def test_head_has_no_body(replica):
    status, headers, body = ask(replica, HELAN, "/", "HEAD")
    assert (status, body) == (200, b"")
    assert int(headers["Content-Length"]) > 1000


def start(**options: int):
    return subprocess.Popen([sys.executable, "-m", "tests.replica"], stdout=subprocess.PIPE, text=True, **options)


def test_it_ends_when_stdin_closes():
    child = start(stdin=subprocess.PIPE)
    assert json.loads(child.stdout.readline())["portals"]
    child.stdin.close()
    assert child.wait(20) == 0


def test_it_ends_on_sigterm_and_serves_without_stdin():
    child = start(stdin=subprocess.DEVNULL)
    assert json.loads(child.stdout.readline())["portals"]
    child.send_signal(signal.SIGTERM)
    assert child.wait(20) == 0


def test_it_ends_with_a_parent_that_was_killed():
    script = (
        "import sys,time; from tests.replica import Replica; r=Replica(); r.__enter__();"
        "print(r.process.pid, flush=True); time.sleep(60)"
    )
    parent = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True)
    served_by = int(parent.stdout.readline())
    parent.kill()
    parent.wait()
    deadline = time.monotonic() + 20
    while alive(served_by):
        assert time.monotonic() < deadline, "the replica outlived its parent"
        time.sleep(0.05)


def alive(process):
    """Say whether a process runs; one that ended and is not yet reaped does not."""
    stat = Path(f"/proc/{process}/stat")
    return stat.exists() and stat.read_text().split()[2] != "Z"
