-- call ids or session ids; what agent services keep of a call has names that go on behind its id, and is no hash
local found = {}
for place, wanted in ipairs(ARGV) do
  local key = key_of(redis.call('GET', 'parley:session:' .. wanted) or wanted)
  found[place] = redis.call('TYPE', key).ok == 'hash' and redis.call('HGET', key, 'call')
end
return found
