-- name
if redis.call('GET', 'parley:leader') == ARGV[1] then
  redis.call('DEL', 'parley:leader')
end
