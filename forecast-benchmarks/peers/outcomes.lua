-- Outcomes for wrk, each of another walk under an id of its own. Argument: what the ids begin with.
dofile("result.lua")

local name = ""
local count = 0

function init(args)
  name = args[1] or "a"
  math.randomseed(1)
  wrk.method = "POST"
  wrk.headers["Content-Type"] = "application/json"
end

function request()
  local margin, values, actual = 0, {}, {}
  for minute = 1, 24 do
    margin = margin + math.random(-3, 3)
    if minute <= 18 then
      values[minute] = margin
    else
      actual[minute - 18] = margin
    end
  end
  count = count + 1
  local covariates = '{"expected_margin":' .. math.random(-9, 9) .. ',"expected_total":200}'
  return wrk.format(nil, nil, nil, '{"id":"' .. name .. "-" .. count .. '","pattern":[' .. table.concat(values, ",")
    .. '],"covariates":' .. covariates .. ',"alpha":0.1,"actual":[' .. table.concat(actual, ",") .. "]}")
end
