local found = {}

local function is_alive(id)
  local until_ms = redis.call('HGET', key_of(id), 'until_ms')
  return until_ms and tonumber(until_ms) > now_ms
end

local function is_another_alive_at(url)
  for _, id in ipairs(redis.call('ZRANGEBYSCORE', 'parley:at:' .. url, '(' .. now_ms, '+inf')) do
    if is_alive(id) then
      return true
    end
  end
  return false
end

for _, id in ipairs(redis.call('ZRANGEBYSCORE', 'parley:leases', '-inf', now_ms)) do
  local replica = read(id)
  if replica and is_alive(id) then
    index_lease(id, replica[2], redis.call('HGET', key_of(id), 'until_ms'))
  elseif replica and not is_another_alive_at(replica[2]) then
    found[#found + 1] = replica
  end
end
for _, id in ipairs(redis.call('SMEMBERS', 'parley:draining')) do
  local replica = read(id)
  if replica and is_alive(id) then
    found[#found + 1] = replica
  end
end
return #found > 0 and cjson.encode(found) or '[]'
