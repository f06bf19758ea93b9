-- the call, and how many its tenant may have (or empty); answers 'claimed', 'taken', 'full', or the call that is there
local held = redis.call('GET', 'parley:room:' .. ARGV[3])
if not held then
  if ARGV[14] ~= '' and redis.call('SCARD', live_key_of(ARGV[12])) >= tonumber(ARGV[14]) then
    return 'full'
  end
  put(1)
  return 'claimed'
end
local known = redis.call('HMGET', key_of(held), 'identity', 'call', 'tenant', 'owner')
local owner = known[4] or ''
if known[1] ~= ARGV[4] or (known[3] or 'default') ~= ARGV[12] or (owner ~= '' and owner ~= ARGV[13]) then
  return 'taken'
end
return known[2]
