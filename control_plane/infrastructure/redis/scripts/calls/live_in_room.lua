-- room
local held = redis.call('GET', 'parley:room:' .. ARGV[1])
return held and redis.call('HGET', key_of(held), 'call')
