-- parley:audit                     stream of all records, each JSON in the field `record`
-- parley:audit:tenant:<tenant>     the same of those that concern a tenant
local function key_of(tenant)
  return tenant == '' and 'parley:audit' or 'parley:audit:tenant:' .. tenant
end

-- The position of the oldest record that is still told.
local function oldest(kept_ms)
  local now = redis.call('TIME')
  return string.format('%.0f', math.max(0, now[1] * 1000 + math.floor(now[2] / 1000) - kept_ms))
end
