"""A harvest of portals on nginx, Apache and lighttpd: redirects, robots.txt and TLS as counties have configured them."""

import json
import os
import shutil
import sqlite3
import subprocess
import tempfile
from pathlib import Path

import pytest

from tests.crawler.harvest_portal import COUNTY, SETTINGS
from tests.crawler.real_servers import REMEDY, SERVERS, Server, find
from tests.crawler.server_quirks import COUNTIES
from tests.crawler.test_wire import codes_of

# The 1024-bit group of RFC 2409 (Oakley group 2), which old Java and Apache servers use.
DH_1024 = """-----BEGIN DH PARAMETERS-----
MIGHAoGBAP//////////yQ/aoiFowjTExmKLgNwc0SkCTgiKZ8x0Agu+pjsTmyJR
Sgh5jjQE3e+VGbPNOkMbMCsKbfJfFDdP4TVtbVHCReSFtXZiXn7G9ExC6aY37WsL
/1y29Aa37e44a/taiZ+lrp8kEXxLH+ZJKGZR7OZTgf//////////AgEC
-----END DH PARAMETERS-----
"""
pytestmark = pytest.mark.openssl


def openssl(folder, *arguments):
    subprocess.run(["openssl", *arguments], cwd=folder, check=True, capture_output=True, timeout=60)


@pytest.fixture(scope="module")
def authority(tmp_path_factory):
    """A root that is trusted, an authority below it, and certificates of every kind."""
    folder = tmp_path_factory.mktemp("authority")
    new = ("req", "-newkey", "rsa:2048", "-nodes")
    (folder / "ca.ext").write_text("basicConstraints=critical,CA:TRUE\nkeyUsage=keyCertSign,cRLSign\n")
    (folder / "ip.ext").write_text("subjectAltName=IP:127.0.0.1\n")
    (folder / "name.ext").write_text("subjectAltName=DNS:www.other.gov.cn\n")
    openssl(folder, *new, "-x509", "-subj", "/CN=root", "-days", "30", "-keyout", "root.key", "-out", "root.pem")
    openssl(folder, *new, "-subj", "/CN=middle", "-keyout", "middle.key", "-out", "middle.csr")
    sign(folder, "middle", "root", "ca.ext")
    for name, extension, days in (
        ("leaf", "ip.ext", "30"),
        ("expired", "ip.ext", "-1"),
        ("other-name", "name.ext", "30"),
    ):
        openssl(folder, *new, "-subj", f"/CN={name}", "-keyout", f"{name}.key", "-out", f"{name}.csr")
        sign(folder, name, "middle", extension, days)
    openssl(
        folder,
        *new,
        "-x509",
        "-subj",
        "/CN=self",
        "-days",
        "30",
        "-keyout",
        "self-signed.key",
        "-out",
        "self-signed.pem",
    )
    chain = (folder / "leaf.pem").read_text() + (folder / "middle.pem").read_text()
    (folder / "chain.pem").write_text(chain)
    shutil.copy(folder / "leaf.key", folder / "chain.key")
    for name in ("expired", "other-name"):
        (folder / f"{name}.pem").write_text((folder / f"{name}.pem").read_text() + (folder / "middle.pem").read_text())
    return folder


def sign(folder, name, by, extension, days="30"):
    dates = ("-days", days)
    if days.startswith("-"):
        dates = ("-not_before", "20200101000000Z", "-not_after", "20210101000000Z")
    issuer = ("-CA", f"{by}.pem", "-CAkey", f"{by}.key", "-CAcreateserial")
    try:
        openssl(
            folder, "x509", "-req", "-in", f"{name}.csr", *issuer, "-extfile", extension, *dates, "-out", f"{name}.pem"
        )
    except subprocess.CalledProcessError:  # OpenSSL before 3.4 cannot date back here: its ca command can
        openssl_ca(folder, name, by, extension)


def openssl_ca(folder, name, by, extension):
    (folder / "index.txt").write_text("")
    (folder / "serial").write_text("1000\n")
    (folder / "ca.conf").write_text(
        "[ca]\ndefault_ca=c\n[c]\ndatabase=index.txt\nserial=serial\nnew_certs_dir=.\ndefault_md=sha256\npolicy=p\n[p]\ncommonName=supplied\n"
    )
    openssl(
        folder, "ca", "-batch", "-config", "ca.conf", "-cert", f"{by}.pem", "-keyfile", f"{by}.key", "-in", f"{name}.csr",
        "-startdate", "20200101000000Z", "-enddate", "20210101000000Z", "-extfile", extension, "-out", f"{name}.pem", "-notext",
    )  # fmt: skip


@pytest.fixture(scope="module")
def harvested(make_corpus, authority):
    for name in SERVERS:
        if find(name) is None:
            (pytest.fail if os.environ.get("NIANBAO_REQUIRE_ALL") else pytest.skip)(REMEDY.format(SERVERS[name]))
    corpus, running, registry, codes = make_corpus("servers"), [], [], {}
    folder = Path(tempfile.mkdtemp(prefix="servers"))
    folder.chmod(0o755)
    try:
        for code, (name, county) in zip(codes_of(len(COUNTIES)), COUNTIES.items(), strict=True):
            server = Server(county.server, folder / name, county.configuration)
            server.root.mkdir(parents=True)
            (server.folder / "cert.pem").write_bytes((authority / f"{county.certificate}.pem").read_bytes())
            (server.folder / "key.pem").write_bytes((authority / f"{county.certificate}.key").read_bytes())
            (server.folder / "dh.pem").write_text(DH_1024)
            county.fill(server)
            running.append(server.start(county.address))
            home = f"http://[::1]:{server.port}/" if ":" in county.address else server.home
            hosts = f'hosts = ["127.0.0.1:{server.tls}"]\n' if county.tls else ""
            registry.append(f'["{code}"]\nname = "{COUNTY}"\nhome = "{home}"\ndelay = 0\n{hosts}')
            codes[name] = code
        (corpus.path / "portals.toml").write_text("\n".join(registry), "utf-8")
        given = {**SETTINGS, "PORTALS_PATH": corpus.path / "portals.toml"}
        settings = [part for name, value in given.items() for part in ("-s", f"{name}={value}")]
        trusted = {"SSL_CERT_FILE": str(authority / "root.pem")}
        selected = "portals=" + ",".join(codes.values())
        process = corpus.run("crawl", "county_portals", "-a", selected, *settings, **trusted)
        refused = make_corpus("strict")
        tls = ",".join(codes[name] for name in ("nginx_run_out", "nginx_whole_chain"))
        strictly = refused.run(
            "crawl", "county_portals", "-a", f"portals={tls}", *settings, "-s", "STRICT_TLS=1", **trusted
        )
    finally:
        for server in running:
            server.stop()
        shutil.rmtree(folder)
    with sqlite3.connect(corpus.path / "nianbao.db") as database:
        visits = {code: row for code, *row in database.execute("SELECT portal, outcome, reason FROM visit")}
        rows = database.execute("SELECT portal, url, status, error, detail, tls FROM fetch").fetchall()
    return process, codes, visits, corpus.export(), rows, strictly


@pytest.mark.parametrize("name", COUNTIES)
def test_a_portal_as_its_server_is_configured(name, harvested):
    process, codes, visits, records, rows, _ = harvested
    county, code = COUNTIES[name], codes[name]
    outcome, reason = visits.get(code, ("none", process.stderr[-2000:]))
    years = sorted(record["year"] for record in records if record["portal"]["code"] == code)
    assert (years, outcome) == (sorted(county.years), county.outcome), reason
    assert county.reason in reason
    assert ("TLS of" in reason) == bool(county.tls and not county.tls[1])
    answered = [json.loads(tls) for portal, url, status, _, _, tls in rows if portal == code and tls and tls != "null"]
    assert {(tls["protocol"], tls["verified"]) for tls in answered} == ({county.tls} if county.tls else set())
    for tls in answered:
        assert county.why in tls["why"]
        assert bool(tls["why"]) == (not tls["verified"])
        assert len(tls["chain"]) == 64


def test_what_failed_strictly_is_on_record_beside_what_was_asked_laxly(harvested):
    _, codes, _, _, rows, _ = harvested
    for name, county in COUNTIES.items():
        failed = [detail for portal, _, _, error, detail, _ in rows if portal == codes[name] and error == "tls"]
        assert len(failed) == (1 if county.tls and not county.tls[1] else 0), (name, failed)


def test_strict_tls_refuses_what_does_not_verify_and_says_why(harvested):
    *_, strictly = harvested
    assert strictly.returncode == 3, strictly.stderr
    assert "unreachable" in strictly.stderr
    assert "certificate has expired" in strictly.stderr
    assert "complete; 3 reports" in strictly.stderr
