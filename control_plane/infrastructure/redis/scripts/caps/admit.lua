-- tenant, call id, most, milliseconds within which a call is placed; answers 1 or 0
local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
local counted, known = 0, false
local admitted = redis.call('ZRANGE', key, 0, -1, 'WITHSCORES')
for place = 1, #admitted, 2 do
  local id = admitted[place]
  if redis.call('SISMEMBER', 'parley:calls:live', id) == 1 or tonumber(admitted[place + 1]) > now - tonumber(ARGV[4]) then
    counted = counted + 1
    known = known or id == ARGV[2]
  else
    redis.call('ZREM', key, id)
  end
end
if not known and counted >= tonumber(ARGV[3]) then
  return 0
end
redis.call('ZADD', key, now, ARGV[2])
redis.call('EXPIRE', key, 86400)
return 1
