-- parley:replicas         set of ids
-- parley:replica:<id>     hash: what it said last, and its lease; forgotten a while after the lease is over
-- parley:reserved:<id>    sorted set of call ids by when the reservation ends, in milliseconds
-- parley:renewals         the number of the last renewal
-- parley:leases           sorted set of the ids by when the lease is over, in milliseconds
-- parley:draining         set of the ids that drain
-- parley:at:<url>         sorted set of the ids there by when the lease is over: mostly one
--                         These three are as of the last change, so that who reads them looks at the replica as well
-- parley:load:share       sorted set of the ids that may take calls, by the share of their capacity that is taken
-- parley:load:calls       the same by how many calls they have: both as of the last renewal or reservation, so
--                         that who reads them looks at the replica itself as well
local time = redis.call('TIME')
local now_ms = time[1] * 1000 + math.floor(time[2] / 1000)

local function key_of(id)
  return 'parley:replica:' .. id
end

local function reserved_key(id)
  return 'parley:reserved:' .. id
end

local function unindex(id)
  redis.call('ZREM', 'parley:load:share', id)
  redis.call('ZREM', 'parley:load:calls', id)
end

local function forget(id)
  redis.call('SREM', 'parley:replicas', id)
  redis.call('ZREM', 'parley:leases', id)
  redis.call('SREM', 'parley:draining', id)
  unindex(id)
end

local function read(id)
  local told = redis.call('HMGET', key_of(id), 'url', 'incarnation', 'version', 'capacity', 'lag_ms', 'draining',
    'sessions', 'until_ms', 'broken', 'told_to_drain')
  if not told[1] then
    forget(id)
    return nil
  end
  local reserved = redis.call('ZCOUNT', reserved_key(id), '(' .. now_ms, '+inf')
  return { id, told[1], told[2], told[3], told[4], told[5], told[6], told[7], tostring(reserved),
    tostring(tonumber(told[8]) - now_ms), told[9], told[10] }
end

local function index(id)
  local told = redis.call('HMGET', key_of(id), 'capacity', 'sessions', 'draining', 'told_to_drain')
  local capacity = tonumber(told[1] or '0')
  if capacity == 0 or told[3] ~= '0' or told[4] ~= '0' then
    unindex(id)
    return
  end
  local load = tonumber(told[2]) + redis.call('ZCOUNT', reserved_key(id), '(' .. now_ms, '+inf')
  redis.call('ZADD', 'parley:load:share', load / capacity, id)
  redis.call('ZADD', 'parley:load:calls', load, id)
end

-- As long as the replica is remembered, so that it has to be called after its own time was set.
local function index_lease(id, url, until_ms)
  redis.call('ZADD', 'parley:leases', until_ms, id)
  redis.call('ZADD', 'parley:at:' .. url, until_ms, id)
  redis.call('PEXPIRE', 'parley:at:' .. url, redis.call('PTTL', key_of(id)))
end
