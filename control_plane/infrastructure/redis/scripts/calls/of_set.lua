-- which set of ids
return calls_of(redis.call('SMEMBERS', 'parley:' .. ARGV[1]))
