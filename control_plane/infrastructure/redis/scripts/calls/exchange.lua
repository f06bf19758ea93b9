-- epoch, agent and reserved epoch before, leader, the call afterwards
local known = redis.call('HMGET', key_of(ARGV[5]), 'epoch', 'agent', 'live', 'call')
local leader, newest = tonumber(ARGV[4]), tonumber(redis.call('GET', 'parley:calls:leader') or '0')
if known[1] ~= ARGV[1] or known[2] ~= ARGV[2] or known[3] ~= '1' or (leader > 0 and leader < newest) then
  return 0
end
if reserved_of(known[4]) ~= tonumber(ARGV[3]) then
  return 0
end
if leader > newest then
  redis.call('SET', 'parley:calls:leader', leader)
end
drop(ARGV[5])
put(5)
return 1
