-- call id, reserved_ms, by share (1 or 0), version first (or empty), URLs that are not wanted...
local is_unwanted = {}
for index = 5, #ARGV do
  is_unwanted[ARGV[index]] = true
end

-- As Preference.rank in domain/entities/replica.py: version, load, id. The sorted set has the last two, so the first
-- that has room is the best, unless another version is preferred.
local CHUNK = 16
local by_load = ARGV[3] == '1' and 'parley:load:share' or 'parley:load:calls'
local best, offset = nil, 0

local function has_room(replica)
  return not is_unwanted[replica[2]] and tonumber(replica[8]) + tonumber(replica[9]) < tonumber(replica[5])
end

local function look_at(id)
  local replica = read(id)
  if not replica or tonumber(replica[10]) <= 0 then
    unindex(id)
    return false
  end
  offset = offset + 1
  local is_preferred = ARGV[4] == '' or replica[4] == ARGV[4]
  if has_room(replica) and (is_preferred or not best) then
    best = replica
    return is_preferred
  end
  return false
end

local function look()
  while true do
    local chunk = redis.call('ZRANGE', by_load, offset, offset + CHUNK - 1, 'WITHSCORES')
    for place = 1, #chunk, 2 do
      if look_at(chunk[place]) then
        return
      end
    end
    -- By share, those behind one that is full are full as well, as of their last renewal, half a second ago.
    local is_full_from_here = ARGV[3] == '1' and #chunk > 0 and tonumber(chunk[#chunk]) >= 1
    if #chunk < 2 * CHUNK or is_full_from_here then
      return
    end
  end
end

look()
if not best then
  return false
end
local key, kept_ms = reserved_key(best[1]), tonumber(ARGV[2])
redis.call('ZREMRANGEBYSCORE', key, '-inf', now_ms)
redis.call('ZADD', key, now_ms + kept_ms, ARGV[1])
redis.call('PEXPIRE', key, kept_ms)
index(best[1])
return cjson.encode(best)
