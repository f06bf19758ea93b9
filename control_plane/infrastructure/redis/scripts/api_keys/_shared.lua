-- parley:api-key:<id>           hash: tenant, the key as JSON, and when it was used last
-- parley:api-keys:of:<tenant>   set of ids
local function key_of(id)
  return 'parley:api-key:' .. id
end

local function told(id)
  local known = redis.call('HMGET', key_of(id), 'key', 'used')
  return known[1] and { known[1], known[2] or '' }
end
