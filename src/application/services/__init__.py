"""Business services: deterministic rules over records and data files.

All are synchronous and safe to use from many threads. An effect takes an idempotency key: the same key again
answers the same record and does nothing. `Refused` says, in words for the ear, why something cannot be done and
what can.
"""
