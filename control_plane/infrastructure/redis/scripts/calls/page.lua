-- limit, identity, room, tenant, owner (each or empty), begin behind: microseconds (or +inf) and id (or empty),
-- statuses...
local CHUNK = 200
local limit, identity, room, tenant, owner = tonumber(ARGV[1]), ARGV[2], ARGV[3], ARGV[4], ARGV[5]
local behind_us, behind_id = ARGV[6], ARGV[7]
local index_of = tenant == '' and 'parley:calls' or 'parley:calls:of:' .. tenant
local is_wanted = {}
for index = 8, #ARGV do
  is_wanted[ARGV[index]] = true
end

local function accepts(id)
  local known = redis.call('HMGET', key_of(id), 'identity', 'room', 'status', 'owner')
  return known[1] and (identity == '' or known[1] == identity) and (room == '' or known[2] == room)
    and (owner == '' or known[4] == owner) and (#ARGV < 8 or is_wanted[known[3]])
end

local found, offset = {}, 0
while #found < limit do
  local chunk = redis.call('ZREVRANGEBYSCORE', index_of, behind_us, '-inf', 'WITHSCORES', 'LIMIT', offset, CHUNK)
  for index = 1, #chunk, 2 do
    local id = chunk[index]
    local is_behind = tonumber(chunk[index + 1]) ~= tonumber(behind_us) or id < behind_id
    if #found < limit and is_behind and accepts(id) then
      found[#found + 1] = id
    end
  end
  if #chunk < 2 * CHUNK then
    break
  end
  offset = offset + CHUNK
end
return calls_of(found)
