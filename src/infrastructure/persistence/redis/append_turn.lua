local standing = refused(KEYS[1], tonumber(ARGV[1]), ARGV[2])
if standing then
  return standing
end
-- One that is appended again, as nobody knows whether it was kept, is kept once.
if redis.call('LINDEX', KEYS[2], -1) ~= ARGV[3] then
  redis.call('RPUSH', KEYS[2], ARGV[3])
end
redis.call('EXPIRE', KEYS[2], ARGV[2])
return nil
