-- Sends the requests of a file in turn: a path a line, and after a tab the value of If-None-Match where there is one.
local requests, position = {}, 0

function init(arguments)
  for line in io.lines(arguments[1]) do
    local path, tag = line:match("^([^\t]*)\t?(.*)$")
    if tag ~= "" then
      wrk.headers["If-None-Match"] = tag
    end
    requests[#requests + 1] = wrk.format("GET", path)
  end
end

function request()
  position = position % #requests + 1
  return requests[position]
end
