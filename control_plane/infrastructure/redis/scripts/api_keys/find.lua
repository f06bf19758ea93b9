-- id
return told(ARGV[1])
