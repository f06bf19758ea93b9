-- id, renewal
local key = key_of(ARGV[1])
local known = redis.call('HMGET', key, 'renewal', 'until_ms', 'url')
if known[1] ~= ARGV[2] then
  return 0
end
local until_ms = math.min(tonumber(known[2]), now_ms)
redis.call('HSET', key, 'until_ms', until_ms, 'broken', '1')
index_lease(ARGV[1], known[3], until_ms)
unindex(ARGV[1])
return 1
