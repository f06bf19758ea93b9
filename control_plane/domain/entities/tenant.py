"""What a tenant may be called."""

import re

TENANT = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}", re.ASCII)
TENANT_RULE = "1 to 64 of the letters a-z and A-Z, digits, '.', '_' and '-', beginning with a letter or digit"


def is_tenant(name: object) -> bool:
    return isinstance(name, str) and TENANT.fullmatch(name) is not None
