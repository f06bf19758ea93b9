-- id, incarnation
if redis.call('HGET', key_of(ARGV[1]), 'incarnation') == ARGV[2] then
  redis.call('DEL', key_of(ARGV[1]), reserved_key(ARGV[1]))
  redis.call('SREM', 'parley:replicas', ARGV[1])
  unindex(ARGV[1])
end
