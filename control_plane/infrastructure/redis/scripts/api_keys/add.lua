-- id, tenant, the key, how many a tenant may have; answers 0 when it has them
local index = 'parley:api-keys:of:' .. ARGV[2]
if redis.call('SISMEMBER', index, ARGV[1]) == 0 and redis.call('SCARD', index) >= tonumber(ARGV[4]) then
  return 0
end
redis.call('HSET', key_of(ARGV[1]), 'tenant', ARGV[2], 'key', ARGV[3])
redis.call('SADD', index, ARGV[1])
return 1
