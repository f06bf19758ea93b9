-- URLs that are not wanted...
local is_unwanted = {}
for index = 1, #ARGV do
  is_unwanted[ARGV[index]] = true
end

local CHUNK = 16
local offset = 0
while true do
  local ids = redis.call('ZRANGE', 'parley:leases', '+inf', '(' .. now_ms, 'BYSCORE', 'REV', 'LIMIT', offset, CHUNK)
  for _, id in ipairs(ids) do
    local replica = read(id)
    if replica and tonumber(replica[10]) > 0 and not is_unwanted[replica[2]] then
      return cjson.encode(replica)
    end
  end
  if #ids < CHUNK then
    return false
  end
  offset = offset + CHUNK
end
