"""Kubernetes, which takes pods with a low deletion cost first."""

import asyncio
import ssl
from http import HTTPStatus
from pathlib import Path
from types import TracebackType
from typing import Self
from urllib.parse import quote

import httpx

from control_plane.domain.errors import ConfigurationInvalid, ScaleInUnavailable
from control_plane.domain.interfaces.scale_in import ScaleIn

API = "https://kubernetes.default.svc"
ANNOTATION = "controller.kubernetes.io/pod-deletion-cost"
"""https://kubernetes.io/docs/concepts/workloads/controllers/replicaset/#pod-deletion-cost"""
MERGE_PATCH = "application/merge-patch+json"
TIMEOUT_S = 5.0


class KubernetesScaleIn(ScaleIn):
    """Annotates the pod that is named as the replica is, over the API, and does nothing else there.

    :param account: the folder with `token`, `ca.crt` and `namespace`, as a pod has them. The token is read for
        each request, as the kubelet replaces it.
    """

    def __init__(self, account: Path, api: str = API) -> None:
        self._account = account
        self._api = api
        self._client: httpx.AsyncClient | None = None
        self._namespace = ""

    async def __aenter__(self) -> Self:
        """:raises ConfigurationInvalid: the account cannot be read."""
        try:
            self._client = await asyncio.to_thread(self._open)
        except OSError as error:
            raise ConfigurationInvalid(
                f"PARLEY_CONTROL_PLANE_KUBERNETES_ACCOUNT: {self._account} wants token, ca.crt and namespace "
                f"in it, as a pod's service account has them ({type(error).__name__})"
            ) from error
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._client:
            await self._client.aclose()

    async def weigh(self, replica_id: str, cost: int) -> None:
        if self._client is None:
            raise ScaleInUnavailable("it was not opened")
        pod = f"/api/v1/namespaces/{quote(self._namespace, safe='')}/pods/{quote(replica_id, safe='')}"
        try:
            token = await asyncio.to_thread(self._read, "token")
            answer = await self._client.patch(
                pod,
                json={"metadata": {"annotations": {ANNOTATION: str(cost)}}},
                headers={"Authorization": f"Bearer {token}", "Content-Type": MERGE_PATCH},
            )
        except (httpx.HTTPError, OSError) as error:
            raise ScaleInUnavailable(type(error).__name__) from error
        if answer.status_code != HTTPStatus.NOT_FOUND and not answer.is_success:
            raise ScaleInUnavailable(f"HTTP status {answer.status_code}")

    def _open(self) -> httpx.AsyncClient:
        self._namespace = self._read("namespace")
        self._read("token")
        trusted = ssl.create_default_context(cafile=str(self._account / "ca.crt"))
        return httpx.AsyncClient(base_url=self._api, verify=trusted, timeout=TIMEOUT_S, trust_env=False)

    def _read(self, name: str) -> str:
        return (self._account / name).read_text(encoding="utf-8").strip()
