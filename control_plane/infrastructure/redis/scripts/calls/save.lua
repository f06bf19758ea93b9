-- the call; answers 'saved', 'taken', or the epoch that it is known with
local known = redis.call('HMGET', key_of(ARGV[1]), 'epoch', 'live', 'call')
local is_live = ARGV[8] == '1'
if known[1] and (tonumber(known[1]) > tonumber(ARGV[2]) or (is_live and known[2] == '0')) then
  return known[1]
end
local held = redis.call('GET', 'parley:room:' .. ARGV[3])
if is_live and held and held ~= ARGV[1] then
  return 'taken'
end
local reserved = reserved_of(known[3])
if reserved > reserved_of(ARGV[10]) then -- it was given since the call was looked at; its last field is put right
  ARGV[10] = ARGV[10]:gsub('"reserved_epoch":%d+}$', '"reserved_epoch":' .. string.format('%d', reserved) .. '}')
end
drop(ARGV[1])
put(1)
return 'saved'
