-- id
if redis.call('EXISTS', key_of(ARGV[1])) == 0 then
  return 0
end
redis.call('HSET', key_of(ARGV[1]), 'told_to_drain', '1')
redis.call('SADD', 'parley:draining', ARGV[1])
unindex(ARGV[1])
return 1
