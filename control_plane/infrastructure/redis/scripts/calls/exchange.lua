-- epoch and agent before, leader, the call afterwards
local known = redis.call('HMGET', key_of(ARGV[4]), 'epoch', 'agent', 'live')
local leader, newest = tonumber(ARGV[3]), tonumber(redis.call('GET', 'parley:calls:leader') or '0')
if known[1] ~= ARGV[1] or known[2] ~= ARGV[2] or known[3] ~= '1' or (leader > 0 and leader < newest) then
  return 0
end
if leader > newest then
  redis.call('SET', 'parley:calls:leader', leader)
end
drop(ARGV[4])
put(4)
return 1
