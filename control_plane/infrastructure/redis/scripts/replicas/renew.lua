-- id, url, incarnation, version, capacity, lag_ms, draining, sessions, lease_ms, kept_ms, settled call ids...
local id, incarnation, lease_ms = ARGV[1], ARGV[3], tonumber(ARGV[9])
local key = key_of(id)
local known = redis.call('HMGET', key, 'incarnation', 'until_ms', 'told_to_drain', 'url')
local is_same = known[1] == incarnation
local was_over = not is_same or tonumber(known[2]) <= now_ms
local told_to_drain = is_same and known[3] or '0'
local number = redis.call('INCR', 'parley:renewals')
redis.call('HSET', key, 'url', ARGV[2], 'incarnation', incarnation, 'version', ARGV[4], 'capacity', ARGV[5],
  'lag_ms', ARGV[6], 'draining', ARGV[7], 'sessions', ARGV[8], 'until_ms', now_ms + lease_ms,
  'broken', '0', 'told_to_drain', told_to_drain, 'renewal', number)
redis.call('PEXPIRE', key, lease_ms + tonumber(ARGV[10]))
redis.call('SADD', 'parley:replicas', id)
if known[4] and known[4] ~= ARGV[2] then
  redis.call('ZREM', 'parley:at:' .. known[4], id)
end
index_lease(id, ARGV[2], now_ms + lease_ms)
local is_draining = ARGV[7] == '1' or told_to_drain == '1'
redis.call(is_draining and 'SADD' or 'SREM', 'parley:draining', id)
for index = 11, #ARGV do
  redis.call('ZREM', reserved_key(id), ARGV[index])
end
index(id)
return { number, was_over and 1 or 0, tonumber(told_to_drain) }
