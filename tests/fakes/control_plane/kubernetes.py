"""As much of Kubernetes' API as a pod's annotation takes, over HTTPS with a certificate of its own."""

import asyncio
import socket
import subprocess
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import uvicorn
from fastapi import FastAPI, Request, Response

NAMESPACE = "parley"


@dataclass
class FakeKubernetes:
    """:ivar account: a service account's folder, as a pod has it.
    :ivar pods: their annotations; only these exist.
    :ivar refuses: every request is answered with this status.
    """

    account: Path
    pods: dict[str, dict[str, str]]
    token: str = "a-token"  # noqa: S105  # of a test
    refuses: int | None = None
    url: str = ""

    def rotate(self, token: str) -> None:
        self.token = token
        (self.account / "token").write_text(f"{token}\n", encoding="utf-8")

    def app(self) -> FastAPI:
        app = FastAPI()

        @app.patch("/api/v1/namespaces/{namespace}/pods/{pod}")
        async def patch(namespace: str, pod: str, request: Request) -> Response:
            if self.refuses is not None:
                return Response(status_code=self.refuses)
            if request.headers.get("authorization") != f"Bearer {self.token}":
                return Response(status_code=401)
            if namespace != NAMESPACE or pod not in self.pods:
                return Response(status_code=404)
            if request.headers["content-type"] != "application/merge-patch+json":
                return Response(status_code=415)
            self.pods[pod] |= (await request.json())["metadata"]["annotations"]
            return Response(status_code=200)

        return app


@asynccontextmanager
async def kubernetes(folder: Path, *pods: str) -> AsyncGenerator[FakeKubernetes]:
    """Serving, with these pods."""
    key, certificate = folder / "key.pem", folder / "ca.crt"
    made = ["-newkey", "rsa:2048", "-nodes", "-days", "1", "-subj", "/CN=localhost"]
    names = ["-addext", "subjectAltName=DNS:localhost"]
    command = ["openssl", "req", "-x509", *made, *names, "-keyout", str(key), "-out", str(certificate)]
    await asyncio.to_thread(subprocess.run, command, check=True, capture_output=True)
    cluster = FakeKubernetes(folder, {pod: {} for pod in pods})
    cluster.rotate(cluster.token)
    (folder / "namespace").write_text(NAMESPACE, encoding="utf-8")
    with socket.create_server(("127.0.0.1", 0)) as listener:
        config = uvicorn.Config(
            cluster.app(), log_config=None, ssl_keyfile=str(key), ssl_certfile=str(certificate), lifespan="off"
        )
        server = uvicorn.Server(config)
        task = asyncio.create_task(server.serve(sockets=[listener]))
        cluster.url = f"https://localhost:{listener.getsockname()[1]}"
        try:
            yield cluster
        finally:
            server.should_exit = True
            await task
