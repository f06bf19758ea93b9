-- tenant, call id
redis.call('ZREM', key, ARGV[2])
