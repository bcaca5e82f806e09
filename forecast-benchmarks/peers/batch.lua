-- A thousand forecasts in a request, for wrk. Argument: batch or infer.
dofile("result.lua")

local body

function init(args)
  local infer = args[1] == "infer"
  math.randomseed(1)
  local rows = {}
  for i = 1, 1000 do
    local margin, values = 0, {}
    for minute = 1, 18 do
      margin = margin + math.random(-3, 3)
      values[minute] = margin
    end
    local row = "[" .. table.concat(values, ",") .. "]"
    rows[i] = infer and row or '{"pattern":' .. row .. ',"alpha":0.1,"return_explanation":false}'
  end
  local all = table.concat(rows, ",")
  if infer then
    body = '{"parameters":{"alpha":0.1},"inputs":[{"name":"pattern","datatype":"INT64","shape":[1000,18],"data":['
      .. all .. "]}]}"
  else
    body = '{"requests":[' .. all .. "]}"
  end
  wrk.method = "POST"
  wrk.headers["Content-Type"] = "application/json"
end

function request()
  return wrk.format(nil, nil, nil, body)
end
