-- KEYS: the fence, namespaces, ids, blobs, checkpoint. ARGV: epoch, ttl, id, namespace, whether only the newest is kept,
-- the key that ids of checkpoints are put behind, how many fields the checkpoint has, these, then those of the blobs.
local standing = refused(KEYS[1], tonumber(ARGV[1]), ARGV[2])
if standing then
  return standing
end
local ttl, id, prefix, fields = ARGV[2], ARGV[3], ARGV[6], tonumber(ARGV[7])
redis.call('SADD', KEYS[2], ARGV[4])
if ARGV[5] == '1' then
  for _, old in ipairs(redis.call('ZRANGE', KEYS[3], 0, -1)) do
    if old ~= id then
      redis.call('DEL', prefix .. old, prefix .. old .. ':writes')
      redis.call('ZREM', KEYS[3], old)
    end
  end
end
redis.call('ZADD', KEYS[3], 0, id)
redis.call('HSET', KEYS[5], unpack(ARGV, 8, 7 + fields))
for at = 8 + fields, #ARGV, 2 do
  redis.call('HSET', KEYS[4], ARGV[at], ARGV[at + 1])
end
for at = 2, 5 do
  redis.call('EXPIRE', KEYS[at], ttl)
end
return nil
