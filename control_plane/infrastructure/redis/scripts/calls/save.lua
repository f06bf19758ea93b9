-- the call; answers 'saved', 'taken', or the epoch that it is known with
local known = redis.call('HMGET', key_of(ARGV[1]), 'epoch', 'live')
local is_live = ARGV[8] == '1'
if known[1] and (tonumber(known[1]) > tonumber(ARGV[2]) or (is_live and known[2] == '0')) then
  return known[1]
end
local held = redis.call('GET', 'parley:room:' .. ARGV[3])
if is_live and held and held ~= ARGV[1] then
  return 'taken'
end
drop(ARGV[1])
put(1)
return 'saved'
