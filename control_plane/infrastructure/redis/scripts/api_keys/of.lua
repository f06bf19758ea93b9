-- tenant
local found = {}
for _, id in ipairs(redis.call('SMEMBERS', 'parley:api-keys:of:' .. ARGV[1])) do
  found[#found + 1] = told(id) or nil
end
return found
