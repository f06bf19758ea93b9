-- where to go on (0 at first), about how many; answers where to go on (0 at the end), and replicas: some of them twice
local part = redis.call('SSCAN', 'parley:replicas', ARGV[1], 'COUNT', ARGV[2])
local found = {}
for _, id in ipairs(part[2]) do
  found[#found + 1] = read(id)
end
return { part[1], #found > 0 and cjson.encode(found) or '[]' }
