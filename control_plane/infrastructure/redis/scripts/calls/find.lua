-- call id or session id; what agent services keep of a call has names that go on behind its id, and is no hash
local key = key_of(redis.call('GET', 'parley:session:' .. ARGV[1]) or ARGV[1])
return redis.call('TYPE', key).ok == 'hash' and redis.call('HGET', key, 'call')
