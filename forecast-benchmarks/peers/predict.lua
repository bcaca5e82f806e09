-- Varied patterns for wrk: random walks, another one at every request. Arguments: plain or explained, a seed, and how
-- many milliseconds a connection pauses before each request.
dofile("result.lua")

local walks = {}
local next = 0
local pause = 0

function init(args)
  local explained = args[1] ~= "plain"
  math.randomseed(tonumber(args[2] or "1"))
  for i = 1, 5000 do
    local margin, values = 0, {}
    for minute = 1, 18 do
      margin = margin + math.random(-3, 3)
      values[minute] = margin
    end
    local body = '{"pattern":[' .. table.concat(values, ",") .. '],"alpha":0.1'
    walks[i] = body .. ',"return_explanation":' .. tostring(explained) .. "}"
  end
  pause = tonumber(args[3] or "0")
  if pause == 0 then
    delay = nil
  end
  wrk.method = "POST"
  wrk.headers["Content-Type"] = "application/json"
end

-- Up to twice as long, so that connections do not keep step.
function delay()
  return math.random(0, 2 * pause)
end

function request()
  next = next % #walks + 1
  return wrk.format(nil, nil, nil, walks[next])
end
