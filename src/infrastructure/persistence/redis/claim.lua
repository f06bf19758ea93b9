return refused(KEYS[1], tonumber(ARGV[1]), ARGV[2])
