-- tenant or nothing, most, the position before which the page begins or '+', for how many ms records are kept
return redis.call('XREVRANGE', key_of(ARGV[1]), ARGV[3], oldest(ARGV[4]), 'COUNT', ARGV[2])
