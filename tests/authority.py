"""A time-stamp authority of our own on loopback: a certificate of an invented CA, tokens made by ``openssl ts``."""

import contextlib
import subprocess
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

KEY = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes")
FOR_STAMPS = "extendedKeyUsage = critical, timeStamping\n"
CONFIG = """[stamps]
serial = serial
signer_cert = stamps.pem
signer_key = stamps.key
signer_digest = sha256
default_policy = 1.3.6.1.4.1.99999.1
digests = {digests}
"""


def openssl(folder, *arguments):
    return subprocess.run(("openssl", *arguments), cwd=folder, capture_output=True, text=True, check=True).stdout


class Authority:
    """``reply`` makes a TimeStampResp; ``mood`` is a status to answer with instead, or an answer's bytes."""

    def __init__(self, folder):
        self.folder, self.mood, self.asked, self.url = folder, None, [], ""
        folder.mkdir()
        (folder / "use").write_text(FOR_STAMPS)
        openssl(folder, "req", "-x509", *KEY, "-keyout", "ca.key", "-out", "ca.pem", "-subj", "/CN=Invented CA")
        openssl(folder, "req", *KEY, "-keyout", "stamps.key", "-out", "stamps.csr", "-subj", "/CN=Invented Stamps")
        signed = ("-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial", "-extfile", "use", "-days", "9")
        openssl(folder, "x509", "-req", "-in", "stamps.csr", "-out", "stamps.pem", *signed)

    def reply(self, query, *, digests="sha256"):
        (self.folder / "config").write_text(CONFIG.format(digests=digests))
        (self.folder / "query").write_bytes(query)
        asked = ("-config", "config", "-section", "stamps", "-queryfile", "query", "-out", "reply")
        openssl(self.folder, "ts", "-reply", *asked)
        return (self.folder / "reply").read_bytes()

    def verify(self, token, data):
        """Raise CalledProcessError unless the token stamps the file ``data`` and a certificate of the CA signed it."""
        openssl(self.folder, "ts", "-verify", "-in", str(token), "-data", str(data), "-CAfile", "ca.pem")

    @contextlib.contextmanager
    def serving(self):
        authority = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                query = self.rfile.read(int(self.headers["Content-Length"]))
                authority.asked.append((self.headers["Content-Type"], self.headers["User-Agent"], query))
                mood = authority.mood
                body = mood if isinstance(mood, bytes) else authority.reply(query) if mood is None else b""
                self.send_response(mood if isinstance(mood, int) else 200)
                self.send_header("Content-Type", "application/timestamp-reply")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_):
                """Say nothing."""

        with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
            threading.Thread(target=server.serve_forever, daemon=True).start()
            self.url = f"http://127.0.0.1:{server.server_address[1]}/stamp"
            yield self
            server.shutdown()
