import json

from parley.launch.livekit_config import LiveKitKeys, LiveKitPorts, server_config


def test_every_start_has_keys_of_its_own() -> None:
    assert LiveKitKeys() != LiveKitKeys()


def test_the_secret_is_as_long_as_livekit_demands() -> None:
    assert len(LiveKitKeys().api_secret) >= 32


def test_the_secret_is_not_shown() -> None:
    keys = LiveKitKeys()
    assert keys.api_secret not in repr(keys)


def test_it_listens_on_this_machine_alone() -> None:
    config = json.loads(server_config(LiveKitPorts(), LiveKitKeys()))

    assert config["bind_addresses"] == ["127.0.0.1"]
    assert config["rtc"]["ips"] == {"includes": ["127.0.0.1/32"]}
    assert config["rtc"]["tcp_port"] == 0


def test_ports_and_keys_are_the_ones_given() -> None:
    keys = LiveKitKeys("key", "secret")

    config = json.loads(server_config(LiveKitPorts(http=1, rtc_udp=2), keys))

    assert config["port"] == 1
    assert config["rtc"]["udp_port"] == 2
    assert config["keys"] == {"key": "secret"}


def test_who_is_to_be_told_is_told_with_the_key_that_he_knows() -> None:
    told = json.loads(
        server_config(LiveKitPorts(), LiveKitKeys("key", "secret"), webhook_urls=["http://127.0.0.1:8080/hook"])
    )
    assert told["webhook"] == {"api_key": "key", "urls": ["http://127.0.0.1:8080/hook"]}
    assert "webhook" not in json.loads(server_config(LiveKitPorts(), LiveKitKeys()))
