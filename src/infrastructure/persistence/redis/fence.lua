-- Whether a write of an owner may be made: the highest epoch that was seen stands.
-- Returns the standing epoch when it is newer than `offered`.
local function refused(key, offered, ttl_s)
  local standing = tonumber(redis.call('GET', key) or '0')
  if offered < standing then
    return standing
  end
  redis.call('SET', key, offered, 'EX', ttl_s)
  return nil
end
