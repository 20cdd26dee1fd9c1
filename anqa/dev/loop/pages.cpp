#include "anqa/dev/loop/pages.hpp"

#include <chrono>
#include <utility>

#include "anqa/dev/loop/dev_script.hpp"
#include "anqa/http/sse.hpp"
#include "anqa/otp/call.hpp"
#include "anqa/runtime/receive.hpp"

namespace anqa::dev {
namespace {

constexpr std::chrono::seconds keep_alive_after{20};

/// A process of its own, as a connection's gets other messages, too.
Task<void> read_board(Server<Board> board, http::Sse out) {
  std::string newest = co_await call(board, Board::Join{self()});
  if (!co_await out.send(std::move(newest))) co_return;
  for (;;) {
    auto pinned = co_await receive<Board::Pinned>(keep_alive_after);
    const bool read = pinned ? co_await out.send(std::move(pinned->json)) : co_await out.keep_alive();
    if (!read) co_return;
  }
}

/// "http://localhost:4000" and "localhost:4001" are of the same host.
bool same_host(std::string_view origin, std::string_view host) {
  const auto scheme = origin.find("://");
  if (scheme == std::string_view::npos) return false;
  const auto without_port = [](std::string_view name) {
    return name.starts_with('[') ? name.substr(0, name.find(']')) : name.substr(0, name.find(':'));
  };
  return without_port(origin.substr(scheme + 3)) == without_port(host);
}

http::Response answer(const Server<Board>& board, const http::Request& request) {
  http::Response response;
  if (request.path() == "/dev.js") {
    response = http::Response::text(200, std::string(dev_script));
    response.headers.set("content-type", "text/javascript; charset=utf-8");
    response.headers.set("cache-control", "no-store");
    return response;
  }
  if (request.path() != "/notices") return http::Response::text(404, "there is /dev.js and /notices\n");
  const std::string_view origin = request.headers.get_or("origin", "");
  if (!origin.empty() && !same_host(origin, request.host()))
    return http::Response::text(403, "only for pages of this host\n");
  response = http::sse([board](http::Sse out) { return read_board(board, std::move(out)); });
  if (!origin.empty()) response.headers.set("access-control-allow-origin", origin);
  return response;
}

constexpr std::string_view waiting_page = R"(<!DOCTYPE html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>Building…</title></head>
<body></body>
<script>{const s=document.createElement('script');s.src=`http://${location.hostname}:PORT/dev.js`;s.dataset.run='0';document.head.append(s)}</script>
</html>
)";

}  // namespace

http::Handler notices(Server<Board> board) {
  return [board = std::move(board)](const http::Request& request) { return answer(board, request); };
}

http::Handler in_place_of_the_program(std::uint16_t notices_port) {
  std::string page(waiting_page);
  page.replace(page.find("PORT"), 4, std::to_string(notices_port));
  return [page = std::move(page)](const http::Request& request) {
    if (request.headers.get_or("accept", "").find("text/html") == std::string_view::npos)
      return http::Response::text(503, "the program is not there yet\n");
    http::Response response = http::Response::html(503, page);
    response.headers.set("cache-control", "no-store");
    return response;
  };
}

}  // namespace anqa::dev
