"""nginx, Apache and lighttpd as counties run them: each started on free loopback ports, with a folder of its own."""

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import time
from dataclasses import dataclass, field
from pathlib import Path

SERVERS = {"nginx": "nginx", "apache2": "apache2", "lighttpd": "lighttpd"}  # command → Debian package
PLACES = "/usr/sbin:/usr/local/sbin:/sbin:/usr/bin"
REMEDY = "no {0}: apt-get install {0}"


def find(name):
    """Return a server's command, also where a user's PATH does not lead."""
    return shutil.which(name) or shutil.which(name, path=PLACES)


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return listener.getsockname()[1]


@dataclass
class Server:
    """A running server. ``configuration``: what stands in its file, with {port}, {tls}, {folder} filled in."""

    name: str
    folder: Path
    configuration: str
    port: int = field(default_factory=free_port)
    tls: int = field(default_factory=free_port)
    process: object = None

    @property
    def root(self):
        return self.folder / "www"

    @property
    def home(self):
        return f"http://127.0.0.1:{self.port}/"

    def write(self, path, text):
        file = self.root / path.lstrip("/")
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(text if isinstance(text, bytes) else text.encode())

    def start(self, address="127.0.0.1"):
        for name in ("logs", "tmp", "www"):
            (self.folder / name).mkdir(parents=True, exist_ok=True)
            (self.folder / name).chmod(0o777)
        self.folder.chmod(0o755)
        file = self.folder / f"{self.name}.conf"
        text = self.configuration
        for name, value in {"port": self.port, "tls": self.tls, "folder": self.folder}.items():
            text = text.replace(f"@{name}@", str(value))
        file.write_text(text, "utf-8")
        command = {
            "nginx": [find("nginx"), "-c", str(file), "-p", str(self.folder), "-g", "daemon off;"],
            "apache2": [find("apache2"), "-f", str(file), "-DFOREGROUND"],
            "lighttpd": [find("lighttpd"), "-D", "-f", str(file)],
        }[self.name]
        self.log = (self.folder / "out").open("wb")
        self.process = subprocess.Popen(command, stdout=self.log, stderr=self.log)
        for port in (self.port, self.tls) if "@tls@" in self.configuration else (self.port,):
            self._wait_for(address, port)
        return self

    def _wait_for(self, address, port):
        until = time.monotonic() + 30
        while time.monotonic() < until:
            with contextlib.suppress(OSError), socket.create_connection((address, port), 1):
                return
            if self.process.poll() is not None:
                break
            time.sleep(0.05)
        raise AssertionError((self.folder / "out").read_text("utf-8", "replace")[-2000:])

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.log.close()


ROOT = os.geteuid() == 0  # a server started by root gives up its rights: it is told as whom to run
NGINX = (
    ("user root;" if ROOT else "")
    + """
worker_processes 1; pid @folder@/nginx.pid; error_log @folder@/logs/error.log;
events { worker_connections 64; }
http {
  types { text/html html htm; application/pdf pdf; text/plain txt; application/msword doc; }
  access_log off; server_tokens off; root @folder@/www; charset utf-8;
  client_body_temp_path @folder@/tmp; proxy_temp_path @folder@/tmp; fastcgi_temp_path @folder@/tmp;
  uwsgi_temp_path @folder@/tmp; scgi_temp_path @folder@/tmp;
  %s
}
"""
)
APACHE = (
    ("User www-data\nGroup www-data" if ROOT else "")
    + """
ServerRoot @folder@
PidFile @folder@/apache.pid
ErrorLog @folder@/logs/error.log
Listen 127.0.0.1:@port@
ServerName 127.0.0.1
Mutex file:@folder@/tmp default
%(modules)s
DocumentRoot @folder@/www
DirectoryIndex index.html
<Directory @folder@/www>
  Require all granted
  AllowOverride None
  Options FollowSymLinks
</Directory>
%(rest)s
"""
)
LIGHTTPD = """
server.port = @port@
server.bind = "127.0.0.1"
server.document-root = "@folder@/www"
server.errorlog = "@folder@/logs/error.log"
server.modules += ( "mod_setenv", "mod_redirect", "mod_rewrite" )
index-file.names = ( "index.html" )
mimetype.assign = ( ".html" => "text/html", ".txt" => "text/plain", ".doc" => "application/msword" )
%s
"""
APACHE_MODULES = Path("/usr/lib/apache2/modules")


def apache(rest, *modules):
    """Return Apache's configuration with the modules that it needs."""
    wanted = ("mpm_event", "authz_core", "mime", "dir", *modules)
    # some are built in, and then there is no file to load
    lines = [
        f"LoadModule {name}_module {APACHE_MODULES}/mod_{name}.so"
        for name in wanted
        if (APACHE_MODULES / f"mod_{name}.so").exists()
    ]
    types = "TypesConfig /dev/null\nAddType text/html .html\nAddType text/plain .txt\nAddType application/msword .doc\n"
    return APACHE % {"modules": "\n".join(lines), "rest": types + rest}
