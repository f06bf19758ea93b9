-- id, milliseconds; answers 1 or 0
return redis.call('SET', 'parley:event:' .. ARGV[1], '1', 'NX', 'PX', ARGV[2]) and 1 or 0
