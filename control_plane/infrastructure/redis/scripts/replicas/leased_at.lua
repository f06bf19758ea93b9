-- URLs...; answers those of them where a replica is known
local found = {}
for index = 1, #ARGV do
  for _, id in ipairs(redis.call('ZRANGE', 'parley:at:' .. ARGV[index], 0, -1)) do
    if redis.call('HGET', key_of(id), 'url') == ARGV[index] then
      found[#found + 1] = ARGV[index]
      break
    end
  end
end
return found
