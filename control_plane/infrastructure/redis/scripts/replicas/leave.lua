-- id, incarnation
local known = redis.call('HMGET', key_of(ARGV[1]), 'incarnation', 'url')
if known[1] == ARGV[2] then
  redis.call('DEL', key_of(ARGV[1]), reserved_key(ARGV[1]))
  redis.call('ZREM', 'parley:at:' .. known[2], ARGV[1])
  forget(ARGV[1])
end
