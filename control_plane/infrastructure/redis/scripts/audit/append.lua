-- how many are kept of all, how many of a tenant, for how many ms; then for each record: the tenant concerned or
-- nothing, and the record
local function add(key, most, record)
  redis.call('XADD', key, 'MAXLEN', '~', most, '*', 'record', record)
  redis.call('XTRIM', key, 'MINID', oldest(ARGV[3]))
  redis.call('PEXPIRE', key, ARGV[3])
end

for place = 4, #ARGV, 2 do
  add(key_of(''), ARGV[1], ARGV[place + 1])
  if ARGV[place] ~= '' then
    add(key_of(ARGV[place]), ARGV[2], ARGV[place + 1])
  end
end
