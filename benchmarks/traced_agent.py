"""`parley agent`, with livekit-agents' spans written to a file: where a turn's time goes.

Run as `python -m benchmarks.traced_agent FILE`, with the agent service's environment. The service is the product's
own; spans leave it through OpenTelemetry, which livekit-agents speaks. What callers and agents say is left out.
"""

import json
import sys
from collections.abc import Sequence
from pathlib import Path

from livekit.agents.telemetry import set_tracer_provider
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor, SpanExporter, SpanExportResult

from parley import cli

NS_PER_S = 1e9


class SpanFile(SpanExporter):
    """A line of JSON for each span as it ends: name, begin and end as of `time.time()`, attributes."""

    def __init__(self, path: Path) -> None:
        self._file = path.open("w", buffering=1, encoding="utf-8")

    def export(self, spans: Sequence[ReadableSpan]) -> SpanExportResult:
        for span in spans:
            line = {
                "name": span.name,
                "began_at": (span.start_time or 0) / NS_PER_S,
                "ended_at": (span.end_time or 0) / NS_PER_S,
                "attributes": dict(span.attributes or {}),
            }
            self._file.write(json.dumps(line, default=str) + "\n")
        return SpanExportResult.SUCCESS

    def shutdown(self) -> None:
        self._file.close()


def main() -> None:
    provider = TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(SpanFile(Path(sys.argv[1]))))
    set_tracer_provider(provider, allow_pii=False)
    sys.argv[1:] = ["agent"]
    cli.main()


if __name__ == "__main__":
    main()
