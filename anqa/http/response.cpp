#include "anqa/http/response.hpp"

#include <utility>

namespace anqa::http {
namespace {

Response with_type(int status, std::string_view type, std::string body) {
  Response response{.status = status, .headers = {}, .body = std::move(body)};
  response.headers.add("content-type", type);
  return response;
}

}  // namespace

Response Response::text(int status, std::string body) {
  return with_type(status, "text/plain; charset=utf-8", std::move(body));
}

Response Response::html(int status, std::string body) {
  return with_type(status, "text/html; charset=utf-8", std::move(body));
}

Response Response::json(int status, std::string body) {
  return with_type(status, "application/json; charset=utf-8", std::move(body));
}

Response Response::redirect(std::string_view location, int status) {
  Response response{.status = status, .headers = {}, .body = std::string()};
  response.headers.add("location", location);
  return response;
}

Response Response::upgrade(std::unique_ptr<WebSocketHandler> handler, std::string subprotocol,
                           bool compress) {
  return {
      .status = 101, .headers = {}, .body = Upgrade{std::move(handler), std::move(subprotocol), compress}};
}

Response Response::file(int status, std::string_view content_type, FileBody file) {
  Response response{.status = status, .headers = {}, .body = std::move(file)};
  response.headers.add("content-type", content_type);
  return response;
}

Response Response::stream(int status, std::string_view content_type, StreamBody body) {
  Response response{.status = status, .headers = {}, .body = std::move(body)};
  response.headers.add("content-type", content_type);
  return response;
}

std::string_view Response::text() const {
  if (const auto* own = std::get_if<std::string>(&body)) return *own;
  if (const auto* shared = std::get_if<SharedBody>(&body)) return *shared ? std::string_view(**shared) : "";
  return {};
}

}  // namespace anqa::http
