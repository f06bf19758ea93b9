-- call id, reserved_ms, by share (1 or 0), version first (or empty), URLs that are not wanted...
local is_unwanted = {}
for index = 5, #ARGV do
  is_unwanted[ARGV[index]] = true
end

-- As Preference.rank in domain/entities/replica.py: version, load, id.
local function rank(replica, load, capacity)
  local other_version = (ARGV[4] ~= '' and replica[4] ~= ARGV[4]) and 1 or 0
  return { other_version, ARGV[3] == '1' and load / capacity or load, replica[1] }
end

local function is_before(one, other)
  for index = 1, 3 do
    if one[index] ~= other[index] then
      return one[index] < other[index]
    end
  end
  return false
end

local best, best_rank
for _, id in ipairs(redis.call('SMEMBERS', 'parley:replicas')) do
  local replica = read(id)
  if replica then
    local capacity, load = tonumber(replica[5]), tonumber(replica[8]) + tonumber(replica[9])
    local is_willing = replica[7] == '0' and replica[12] == '0' and not is_unwanted[replica[2]]
    if is_willing and tonumber(replica[10]) > 0 and load < capacity then
      local its_rank = rank(replica, load, capacity)
      if not best or is_before(its_rank, best_rank) then
        best, best_rank = replica, its_rank
      end
    end
  end
end
if not best then
  return false
end
local key, kept_ms = reserved_key(best[1]), tonumber(ARGV[2])
redis.call('ZREMRANGEBYSCORE', key, '-inf', now_ms)
redis.call('ZADD', key, now_ms + kept_ms, ARGV[1])
redis.call('PEXPIRE', key, kept_ms)
return cjson.encode(best)
