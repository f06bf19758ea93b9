-- id, when
if redis.call('EXISTS', key_of(ARGV[1])) == 1 then
  redis.call('HSET', key_of(ARGV[1]), 'used', ARGV[2])
end
