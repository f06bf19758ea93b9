local found = {}
for _, id in ipairs(redis.call('SMEMBERS', 'parley:replicas')) do
  found[#found + 1] = read(id)
end
return #found > 0 and cjson.encode(found) or '[]'
