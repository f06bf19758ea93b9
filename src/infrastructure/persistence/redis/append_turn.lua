local standing = refused(KEYS[1], tonumber(ARGV[1]), ARGV[2])
if standing then
  return standing
end
redis.call('RPUSH', KEYS[2], ARGV[3])
redis.call('EXPIRE', KEYS[2], ARGV[2])
return nil
