-- id, epoch
local known = redis.call('HGET', key_of(ARGV[1]), 'epoch')
if known and tonumber(known) <= tonumber(ARGV[2]) then
  drop(ARGV[1])
end
