-- id
local tenant = redis.call('HGET', key_of(ARGV[1]), 'tenant')
if tenant then
  redis.call('DEL', key_of(ARGV[1]))
  redis.call('SREM', 'parley:api-keys:of:' .. tenant, ARGV[1])
end
