-- parley:tenant-calls:<tenant>   sorted set of call ids by when they were admitted, in milliseconds
local key = 'parley:tenant-calls:' .. ARGV[1]
