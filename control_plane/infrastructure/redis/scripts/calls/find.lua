-- call id or session id
return redis.call('HGET', key_of(redis.call('GET', 'parley:session:' .. ARGV[1]) or ARGV[1]), 'call')
