return redis.call('SCARD', 'parley:calls:live')
