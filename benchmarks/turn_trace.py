"""From livekit-agents' spans to the stages of one turn."""
import json
from dataclasses import dataclass
from pathlib import Path
def read_spans(path):
    return [json.loads(l) for l in path.read_text().splitlines()]
@dataclass
class TurnTrace:
    STAGES=()
    stages_s: dict
    judged: str
    is_doubted: bool
def trace_turn(spans, a, b):
    print("TURN", a, b)
    for s in sorted(spans, key=lambda s:s["began_at"]):
        if s["began_at"]>a-6 and s["began_at"]<b+0.5 and s["name"] in("user_turn","eou_wait","eou_detection","agent_turn","llm_node","tts_node","agent_speaking","user_speaking","llm_request","tts_request"):
            print("  ", s["name"], round(s["began_at"]-a,3), round(s["ended_at"]-a,3), {k:v for k,v in s["attributes"].items() if "lk." in k and "session" not in k})
    return TurnTrace({}, "", False)
