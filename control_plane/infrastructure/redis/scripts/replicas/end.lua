-- id, renewal
local key = key_of(ARGV[1])
local known = redis.call('HMGET', key, 'renewal', 'until_ms')
if known[1] ~= ARGV[2] then
  return 0
end
redis.call('HSET', key, 'until_ms', math.min(tonumber(known[2]), now_ms), 'broken', '1')
unindex(ARGV[1])
return 1
