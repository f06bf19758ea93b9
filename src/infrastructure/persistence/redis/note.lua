local standing = refused(KEYS[1], tonumber(ARGV[1]), ARGV[2])
if standing then
  return standing
end
if ARGV[3] == '' then
  redis.call('DEL', KEYS[2])
else
  redis.call('SET', KEYS[2], ARGV[3], 'EX', ARGV[2])
end
return nil
