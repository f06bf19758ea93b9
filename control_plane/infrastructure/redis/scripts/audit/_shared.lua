-- parley:audit                     stream of all records, each JSON in the field `record`
-- parley:audit:tenant:<tenant>     of those that concern a tenant
local function key_of(tenant)
  return tenant == '' and 'parley:audit' or 'parley:audit:tenant:' .. tenant
end
