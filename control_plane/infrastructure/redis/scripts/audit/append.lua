-- how many are kept of all, how many of a tenant; then for each record: the tenant concerned or nothing, and the record
for place = 3, #ARGV, 2 do
  redis.call('XADD', 'parley:audit', 'MAXLEN', '~', ARGV[1], '*', 'record', ARGV[place + 1])
  if ARGV[place] ~= '' then
    redis.call('XADD', key_of(ARGV[place]), 'MAXLEN', '~', ARGV[2], '*', 'record', ARGV[place + 1])
  end
end
