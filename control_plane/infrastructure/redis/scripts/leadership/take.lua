-- name, lease_ms
local leader = redis.call('GET', 'parley:leader')
if leader and leader ~= ARGV[1] then
  return false
end
redis.call('SET', 'parley:leader', ARGV[1], 'PX', ARGV[2])
return leader and tonumber(redis.call('GET', 'parley:leader:token')) or redis.call('INCR', 'parley:leader:token')
