"""How long connections to providers are waited for, and kept."""

CONNECT_S = 2.0
"""A provider answers from the same continent within 0.2 s, handshakes included. From the other side of the earth
TLS, the upgrade and a session's settings are five round trips: 1.5 s. Who needs longer will not answer in time.
"""

READ_S = 30.0
"""The deadlines that callers feel are kept elsewhere: this one only lets go of what nobody reads."""

IDLE_S = 55.0
"""A connection waits through a caller's longest turn for the next one. httpx lets go after 5 s, balancers after
a minute or more."""
