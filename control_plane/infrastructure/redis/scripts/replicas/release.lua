-- id, call id
redis.call('ZREM', reserved_key(ARGV[1]), ARGV[2])
if redis.call('ZSCORE', 'parley:load:share', ARGV[1]) then
  index(ARGV[1])
end
