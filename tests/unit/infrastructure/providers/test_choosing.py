"""Which providers each leg has, and why."""

from importlib import import_module
from pathlib import Path

import pytest

from domain.errors import ConfigurationInvalid
from infrastructure.adapters.chat_models.fallback import FallbackChatModel
from infrastructure.adapters.retrieval.folder import KnowledgeFolder
from infrastructure.providers.choosing import choices, llm_chain, stt_chain, tts_chain
from infrastructure.providers.legs import first_token_waits_s, open_models
from infrastructure.providers.settings import ProviderSettings
from infrastructure.settings import AgentSettings, MediaSettings, load_one

OPENAI, ELEVENLABS = "PARLEY_OPENAI_API_KEY", "PARLEY_ELEVENLABS_API_KEY"
IS_INSTALLED = "infrastructure.providers.choosing.is_installed"
ANTHROPIC = "PARLEY_ANTHROPIC_API_KEY"
import_module("anthropic")  # reads its files here, and not beside a test's running loop
KNOWLEDGE = KnowledgeFolder(Path(__file__).parents[4] / "knowledge")


@pytest.fixture(autouse=True)
def _flite_is_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(IS_INSTALLED, lambda: True)


def _not_installed(_name: str) -> None:
    return None


@pytest.fixture
def _without_anthropics_library(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("infrastructure.providers.choosing.find_spec", _not_installed)


def settings(monkeypatch: pytest.MonkeyPatch, **given: str) -> ProviderSettings:
    for name, value in given.items():
        monkeypatch.setenv(name, value)
    return load_one(ProviderSettings)


def test_without_keys_all_is_done_on_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    offline = settings(monkeypatch)

    assert (stt_chain(offline), tts_chain(offline), llm_chain(offline)) == (
        ("pocketsphinx",),
        ("flite",),
        ("retrieval",),
    )


def test_without_flite_espeak_speaks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(IS_INSTALLED, lambda: False)

    assert tts_chain(settings(monkeypatch)) == ("espeak",)


def test_with_keys_the_good_ones_come_first_and_this_machine_last(monkeypatch: pytest.MonkeyPatch) -> None:
    both = settings(monkeypatch, **{OPENAI: "sk-1", ELEVENLABS: "xi-1"})

    assert stt_chain(both) == ("openai", "pocketsphinx")
    assert tts_chain(both) == ("elevenlabs", "openai", "flite")
    assert llm_chain(both) == ("openai", "retrieval")


def test_a_key_for_another_chat_server_opens_no_speech(monkeypatch: pytest.MonkeyPatch) -> None:
    ollama = settings(monkeypatch, **{OPENAI: "none", "PARLEY_OPENAI_BASE_URL": "http://127.0.0.1:11434/v1"})

    assert (stt_chain(ollama), tts_chain(ollama)) == (("pocketsphinx",), ("flite",))
    assert llm_chain(ollama) == ("openai", "retrieval")


def test_a_key_may_stand_in_a_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "key").write_text("sk-1\n")

    assert llm_chain(settings(monkeypatch, PARLEY_OPENAI_API_KEY_FILE=str(tmp_path / "key")))[0] == "openai"


def test_the_operators_order_is_taken_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    chosen = settings(
        monkeypatch,
        **{OPENAI: "sk-1", "PARLEY_STT": " pocketsphinx, openai ", "PARLEY_TTS": "flite", "PARLEY_LLM": "openai"},
    )

    assert stt_chain(chosen) == ("pocketsphinx", "openai")
    assert tts_chain(chosen) == ("flite",)
    assert llm_chain(chosen) == ("openai",)


@pytest.mark.parametrize("auto", ["auto", ""])
def test_auto_chooses(monkeypatch: pytest.MonkeyPatch, auto: str) -> None:
    assert stt_chain(settings(monkeypatch, PARLEY_STT=auto)) == ("pocketsphinx",)


def test_one_that_has_no_key_is_refused_with_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(ConfigurationInvalid, match="PARLEY_TTS names elevenlabs, which needs a key: set PARLEY_E"):
        tts_chain(settings(monkeypatch, PARLEY_TTS="elevenlabs,flite"))


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("PARLEY_STT", "whisper", "PARLEY_STT"),
        ("PARLEY_TTS", "flite,flite", "twice"),
        ("PARLEY_ELEVENLABS_VOICES", "rms", "wants pairs"),
    ],
)
def test_what_is_not_known_is_refused(monkeypatch: pytest.MonkeyPatch, name: str, value: str, said: str) -> None:
    with pytest.raises(ConfigurationInvalid, match=said):
        settings(monkeypatch, **{name: value})


def test_voices_of_specialists_have_ids(monkeypatch: pytest.MonkeyPatch) -> None:
    assert settings(monkeypatch, PARLEY_ELEVENLABS_VOICES="rms=AbC1, slt = DeF2").elevenlabs_voices == {
        "rms": "AbC1",
        "slt": "DeF2",
    }


def test_the_doctor_tells_who_and_why_and_no_key(monkeypatch: pytest.MonkeyPatch) -> None:
    told = choices(settings(monkeypatch, **{OPENAI: "sk-secret", "PARLEY_TTS": "flite"}), load_one(MediaSettings))

    said = {choice.part: (choice.provider, choice.reason) for choice in told}
    assert said["speech to text"] == ("openai, then pocketsphinx", f"{OPENAI} is set")
    assert said["text to speech"] == ("flite", "PARLEY_TTS says so")
    assert said["model"][0] == "gpt-4.1-mini at OpenAI, then retrieval over the knowledge folder"
    assert "sk-secret" not in str(told)


def test_with_both_keys_anthropic_comes_between_openai_and_retrieval(monkeypatch: pytest.MonkeyPatch) -> None:
    assert llm_chain(settings(monkeypatch, **{OPENAI: "sk-1", ANTHROPIC: "sk-2"})) == (
        "openai",
        "anthropic",
        "retrieval",
    )


def test_a_key_of_anthropic_alone_opens_no_speech(monkeypatch: pytest.MonkeyPatch) -> None:
    alone = settings(monkeypatch, **{ANTHROPIC: "sk-2"})
    assert (stt_chain(alone), tts_chain(alone)) == (("pocketsphinx",), ("flite",))
    assert llm_chain(alone) == ("anthropic", "retrieval")
    assert choices(alone, load_one(MediaSettings))[0].reason == "no key is set"


@pytest.mark.usefixtures("_without_anthropics_library")
def test_without_its_library_anthropic_is_left_out_and_the_doctor_says_what_to_do(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    told = settings(monkeypatch, **{ANTHROPIC: "sk-2"})
    assert llm_chain(told) == ("retrieval",)
    reasons = {choice.part: choice.reason for choice in choices(told, load_one(MediaSettings))}
    assert "for Anthropic run " in reasons["model"]


@pytest.mark.usefixtures("_without_anthropics_library")
def test_who_asks_for_anthropic_by_name_is_told_how_to_install_it(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(ConfigurationInvalid, match=r"not installed: run .* langchain-anthropic"):
        llm_chain(settings(monkeypatch, **{ANTHROPIC: "sk-2", "PARLEY_LLM": "anthropic"}))


def test_anthropic_by_name_needs_its_key(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(ConfigurationInvalid, match="names anthropic, which needs a key: set PARLEY_ANTHROPIC_API"):
        llm_chain(settings(monkeypatch, **{OPENAI: "sk-1", "PARLEY_LLM": "anthropic,openai"}))


@pytest.mark.parametrize("count", [1, 2, 3])
def test_a_whole_chain_of_models_answers_before_the_team_gives_up(count: int) -> None:
    waits_s = first_token_waits_s(count)
    assert len(waits_s) == count
    assert sum(waits_s) < 8
    assert max(waits_s) == waits_s[-1]


@pytest.mark.parametrize(
    ("keys", "names", "chooses"),
    [
        ({}, ["parley"], None),
        ({ANTHROPIC: "sk-2"}, ["anthropic", "parley"], "claude-haiku-4-5"),
        ({OPENAI: "sk-1", ANTHROPIC: "sk-2"}, ["openai", "anthropic", "parley"], "gpt-4.1-nano"),
    ],
)
async def test_models_are_opened_in_their_order(
    monkeypatch: pytest.MonkeyPatch, keys: dict[str, str], names: list[str], chooses: str | None
) -> None:
    models = open_models(settings(monkeypatch, **keys), AgentSettings(), KNOWLEDGE)

    assert [provider.name for provider in models.leg.providers] == names
    assert isinstance(models.specialists, FallbackChatModel) == (len(names) > 1)
    routing = models.routing.leg.providers if isinstance(models.routing, FallbackChatModel) else ()
    assert [each.does.model_name for each in routing] == ([chooses] if chooses else [])
    await models.disconnect()
