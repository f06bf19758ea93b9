-- id
drop(ARGV[1])
