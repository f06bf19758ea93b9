-- epoch, agent, status and reserved epoch before, leader, the call afterwards
local known = redis.call('HMGET', key_of(ARGV[6]), 'epoch', 'agent', 'status', 'live', 'call')
local leader, newest = tonumber(ARGV[5]), tonumber(redis.call('GET', 'parley:calls:leader') or '0')
if known[1] ~= ARGV[1] or known[2] ~= ARGV[2] or known[3] ~= ARGV[3] or known[4] ~= '1' then
  return 0
end
if reserved_of(known[5]) ~= tonumber(ARGV[4]) or (leader > 0 and leader < newest) then
  return 0
end
if leader > newest then
  redis.call('SET', 'parley:calls:leader', leader)
end
drop(ARGV[6])
put(6)
return 1
