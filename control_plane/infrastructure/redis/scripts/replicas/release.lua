-- id, call id
redis.call('ZREM', reserved_key(ARGV[1]), ARGV[2])
