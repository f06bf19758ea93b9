-- parley:call:<id>          hash: the call, and the facts that the indexes below go by
-- parley:room:<room>        id of the live call in it
-- parley:session:<id>       id of the session's call
-- parley:carried:<agent>    set of ids of live calls at an agent service
-- parley:calls              sorted set of all ids by when they began, in microseconds
-- parley:calls:of:<tenant>  the same of one tenant
-- parley:calls:owned:<owner>  the same of one owner, as far as that is known
-- parley:calls:live         set of ids
-- parley:calls:live:of:<tenant>  the same of one tenant
-- parley:calls:recovering   set of ids
-- parley:calls:ended        sorted set of ids in the order in which they ended
-- parley:calls:ends         how many have ended
-- parley:calls:leader       fencing token of the newest leader that changed a call
local function key_of(id)
  return 'parley:call:' .. id
end

local function live_key_of(tenant)
  return 'parley:calls:live:of:' .. tenant
end

local function owned_key_of(owner)
  return 'parley:calls:owned:' .. owner
end

-- The newest epoch that a call, as it is encoded, says was given to a standby.
local function reserved_of(call)
  return call and cjson.decode(call).reserved_epoch or 0
end

local function drop(id)
  local known = redis.call('HMGET', key_of(id), 'room', 'agent', 'session_id', 'tenant', 'owner')
  if not known[1] then
    return
  end
  redis.call('DEL', key_of(id), 'parley:session:' .. known[3])
  redis.call('ZREM', 'parley:calls', id)
  redis.call('ZREM', 'parley:calls:of:' .. (known[4] or 'default'), id)
  redis.call('ZREM', owned_key_of(known[5] or ''), id)
  redis.call('ZREM', 'parley:calls:ended', id)
  redis.call('SREM', 'parley:calls:live', id)
  redis.call('SREM', live_key_of(known[4] or 'default'), id)
  redis.call('SREM', 'parley:calls:recovering', id)
  redis.call('SREM', 'parley:carried:' .. known[2], id)
  if redis.call('GET', 'parley:room:' .. known[1]) == id then
    redis.call('DEL', 'parley:room:' .. known[1])
  end
end

-- The call in ten arguments from `first` on: id, epoch, room, identity, agent, session id, status, live (1 or 0),
-- began in microseconds, the call itself; and then how many ended ones are kept, the call's tenant and owner.
local function put(first)
  local id, room, agent, session = ARGV[first], ARGV[first + 2], ARGV[first + 4], ARGV[first + 5]
  redis.call('HSET', key_of(id), 'epoch', ARGV[first + 1], 'room', room, 'identity', ARGV[first + 3],
    'agent', agent, 'session_id', session, 'status', ARGV[first + 6], 'live', ARGV[first + 7], 'call', ARGV[first + 9],
    'tenant', ARGV[first + 11], 'owner', ARGV[first + 12])
  redis.call('ZADD', 'parley:calls', ARGV[first + 8], id)
  redis.call('ZADD', 'parley:calls:of:' .. ARGV[first + 11], ARGV[first + 8], id)
  if ARGV[first + 12] ~= '' then
    redis.call('ZADD', owned_key_of(ARGV[first + 12]), ARGV[first + 8], id)
  end
  if session ~= '' then
    redis.call('SET', 'parley:session:' .. session, id)
  end
  if ARGV[first + 7] == '1' then
    redis.call('SET', 'parley:room:' .. room, id)
    redis.call('SADD', 'parley:calls:live', id)
    redis.call('SADD', live_key_of(ARGV[first + 11]), id)
    if agent ~= '' then
      redis.call('SADD', 'parley:carried:' .. agent, id)
    end
    if ARGV[first + 6] == 'recovering' then
      redis.call('SADD', 'parley:calls:recovering', id)
    end
    return
  end
  redis.call('ZADD', 'parley:calls:ended', redis.call('INCR', 'parley:calls:ends'), id)
  if redis.call('ZCARD', 'parley:calls:ended') > tonumber(ARGV[first + 10]) then
    drop(redis.call('ZRANGE', 'parley:calls:ended', 0, 0)[1])
  end
end

local function calls_of(ids)
  local found = {}
  for _, id in ipairs(ids) do
    found[#found + 1] = redis.call('HGET', key_of(id), 'call') or nil
  end
  return found
end
