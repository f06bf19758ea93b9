-- how many are wanted, how many are looked at, identity, room, tenant, owner (each or empty), begin behind: microseconds
-- (or +inf) and id (or empty), statuses...; answers calls, and unless that is all, behind which to go on
local wanted, most = tonumber(ARGV[1]), tonumber(ARGV[2])
local identity, room, tenant, owner = ARGV[3], ARGV[4], ARGV[5], ARGV[6]
local behind_us, behind_id = ARGV[7], ARGV[8]
local index_of = owner ~= '' and owned_key_of(owner) or tenant ~= '' and 'parley:calls:of:' .. tenant or 'parley:calls'
local is_wanted = {}
for index = 9, #ARGV do
  is_wanted[ARGV[index]] = true
end

local function accepts(id)
  local known = redis.call('HMGET', key_of(id), 'identity', 'room', 'tenant', 'owner', 'status')
  return known[1] and (identity == '' or known[1] == identity) and (room == '' or known[2] == room)
    and (tenant == '' or (known[3] or 'default') == tenant) and (owner == '' or known[4] == owner)
    and (#ARGV < 9 or is_wanted[known[5]])
end

-- How many calls are not behind it: those that are newer, and some of those that began in the same microsecond.
local function begin()
  if behind_us == '+inf' then
    return 0
  end
  local its_us = redis.call('ZSCORE', index_of, behind_id)
  if its_us and tonumber(its_us) == tonumber(behind_us) then
    return redis.call('ZREVRANK', index_of, behind_id) + 1
  end
  local newer = redis.call('ZCOUNT', index_of, '(' .. behind_us, '+inf') -- the call has been forgotten
  for _, id in ipairs(redis.call('ZREVRANGEBYSCORE', index_of, behind_us, behind_us)) do
    if id < behind_id then
      break
    end
    newer = newer + 1
  end
  return newer
end

local first = begin()
local looked_at = redis.call('ZREVRANGE', index_of, first, first + most - 1, 'WITHSCORES')
local found = {}
for index = 1, #looked_at, 2 do
  if accepts(looked_at[index]) then
    found[#found + 1] = looked_at[index]
  end
  if #found == wanted then
    break
  end
end
if #found == wanted or #looked_at < 2 * most then
  return { calls_of(found) }
end
return { calls_of(found), looked_at[#looked_at], looked_at[#looked_at - 1] }
