-- where to go on (0 at first), about how many; answers where to go on (0 at the end), and calls: some of them twice
local part = redis.call('SSCAN', 'parley:calls:live', ARGV[1], 'COUNT', ARGV[2])
return { part[1], calls_of(part[2]) }
