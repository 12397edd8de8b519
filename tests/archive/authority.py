"""A timestamp authority on loopback: openssl behind a small server."""

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread

CONFIG = """
[req]
distinguished_name = name
prompt = no
[name]
CN = Invented authority
[root]
basicConstraints = critical, CA:true
keyUsage = critical, keyCertSign
[tsa]
default_tsa = stamps
[signer]
basicConstraints = critical, CA:false
keyUsage = critical, digitalSignature
extendedKeyUsage = critical, timeStamping
[stamps]
serial = {folder}/serial
default_policy = 1.2.3.4.1
digests = sha256
signer_digest = sha256
accuracy = secs:1
ess_cert_id_chain = no
"""
KEY = (
    "-newkey",
    "ec",
    "-pkeyopt",
    "ec_paramgen_curve:prime256v1",
    "-nodes",
    "-config",
    "config",
    "-keyout",
)


class Authority:
    """Keys and certificates in *folder*: `answer` signs, `root` is whom to trust."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        folder.mkdir()
        (folder / "config").write_text(CONFIG.format(folder=folder))
        self._openssl("req", "-x509", *KEY, "root.key", "-out", "root.pem", "-extensions", "root")
        self._openssl("req", *KEY, "key.pem", "-out", "request.pem", "-subj", "/CN=Stamps")
        signing = ("-CA", "root.pem", "-CAkey", "root.key", "-CAcreateserial", "-days", "9")
        extensions = ("-extfile", "config", "-extensions", "signer")
        self._openssl("x509", "-req", "-in", "request.pem", *signing, *extensions, "-out", "cert")
        self.root = folder / "root.pem"

    def answer(self, query: bytes) -> bytes:
        (self._folder / "query").write_bytes(query)
        with_key = ("-signer", "cert", "-inkey", "key.pem", "-config", "config")
        self._openssl("ts", "-reply", "-queryfile", "query", *with_key, "-out", "reply")
        return (self._folder / "reply").read_bytes()

    def verifies(self, data: Path, answer: Path) -> bool:
        done = self._openssl(
            "ts", "-verify", "-data", data, "-in", answer, "-CAfile", "root.pem", check=False
        )
        return done.returncode == 0

    def _openssl(
        self, *arguments: str | Path, check: bool = True
    ) -> subprocess.CompletedProcess[bytes]:
        command = ["openssl", *map(str, arguments)]
        return subprocess.run(command, cwd=self._folder, check=check, capture_output=True)

    @contextmanager
    def served(self) -> Iterator[str]:
        """Answer on loopback while the block runs, at the address that is given."""
        authority = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                query = self.rfile.read(int(self.headers["Content-Length"]))
                known = self.headers["Content-Type"] == "application/timestamp-query"
                self.send_response(200 if known and self.path == "/tsr" else 404)
                self.send_header("Content-Type", "application/timestamp-reply")
                self.end_headers()
                self.wfile.write(authority.answer(query))

            def log_message(self, *_: object) -> None:
                """Say nothing."""

        server = HTTPServer(("127.0.0.1", 0), Handler)
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()
            server.server_close()
