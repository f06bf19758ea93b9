-- tenant or nothing, most, the position before which the page begins or '+'
return redis.call('XREVRANGE', key_of(ARGV[1]), ARGV[3], '-', 'COUNT', ARGV[2])
