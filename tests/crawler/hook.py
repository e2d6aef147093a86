"""A webhook on loopback, which people configure as a target of ALERT_URLS."""

import http.server
import json
import threading
import time

SECRET = "hunter2secret"


class Hook(http.server.ThreadingHTTPServer):
    """``status`` is what it answers, ``slow`` how many seconds it thinks, ``heard`` what it was told."""

    daemon_threads = True

    def __init__(self):
        self.heard, self.status, self.slow = [], 200, 0.0
        super().__init__(("127.0.0.1", 0), Listener)
        threading.Thread(target=self.serve_forever, daemon=True).start()

    @property
    def address(self):
        return f"json://u:{SECRET}@127.0.0.1:{self.server_port}/{SECRET}"

    def close(self):
        self.shutdown()
        self.server_close()


class Listener(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        try:
            for _ in range(int(self.server.slow * 10)):  # a byte now and then: no time-out of a socket ends that
                self.wfile.write(b"H")
                self.wfile.flush()
                time.sleep(0.1)
            self.server.heard.append(json.loads(body))
            self.send_response(self.server.status)
            self.end_headers()
        except BrokenPipeError:  # the other side has given up
            return

    def log_message(self, *_):
        """Say nothing."""
