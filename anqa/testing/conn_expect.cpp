// What a response is expected to be.
#include <stdexcept>

#include "anqa/http/status.hpp"
#include "anqa/term/json.hpp"
#include "anqa/testing/conn_test.hpp"
#include "anqa/web/endpoint_config.hpp"
#include "anqa/web/path_info.hpp"

namespace anqa {
namespace {

std::string in_words(int status) {
  return std::to_string(status) + " " + std::string(http::reason_phrase(status));
}

std::string what_threw(const std::exception_ptr& error) {
  if (error == nullptr) return {};
  try {
    std::rethrow_exception(error);
  } catch (const std::exception& failure) {
    return std::string("\nthe handler threw: ") + failure.what();
  } catch (...) {
    return "\nthe handler threw something that is no std::exception";
  }
}

[[noreturn]] void disappoint(const TestResponse& response, const std::string& expected,
                             const std::string& got) {
  constexpr std::size_t shown = 2000;
  throw std::runtime_error("expected a response with " + expected + ", got " + got +
                           what_threw(response.error()) +
                           "\nits body: " + std::string(response.text().substr(0, shown)));
}

void expect_status(const TestResponse& response, int status) {
  if (response.status != status) disappoint(response, in_words(status), in_words(response.status));
}

std::string_view type_of(std::string_view format) {
  constexpr std::pair<std::string_view, std::string_view> types[] = {
      {"html", "text/html"},     {"json", "application/json"}, {"text", "text/plain"}, {"xml", "text/xml"},
      {"js", "text/javascript"}, {"css", "text/css"},          {"csv", "text/csv"}};
  for (const auto& [name, type] : types) {
    if (name == format) return type;
  }
  return format;
}

std::string body_of(const TestResponse& response, int status, std::string_view format) {
  expect_status(response, status);
  response_content_type(response, format);
  return std::string(response.text());
}

}  // namespace

std::string html_response(const TestResponse& response, int status) {
  return body_of(response, status, "html");
}
std::string text_response(const TestResponse& response, int status) {
  return body_of(response, status, "text");
}

Term json_response(const TestResponse& response, int status) {
  auto body = json::parse(body_of(response, status, "json"));
  if (!body) disappoint(response, "JSON", "what cannot be read as JSON: " + body.error().message);
  return std::move(*body);
}

std::string response(const TestResponse& response, int status) {
  expect_status(response, status);
  return std::string(response.text());
}

std::string response_content_type(const TestResponse& response, std::string_view format) {
  const auto type = response.headers.get("content-type");
  if (!type) {
    disappoint(response, "the content type " + std::string(format),
               in_words(response.status) + " without a content type");
  }
  const auto essence = type->substr(0, type->find(';'));
  if (!http::equal_ignoring_case(essence, type_of(format))) {
    disappoint(response, "the content type " + std::string(type_of(format)), std::string(*type));
  }
  return std::string(*type);
}

std::string redirected_to(const TestResponse& response, int status) {
  expect_status(response, status);
  const auto location = response.headers.get("location");
  if (!location) disappoint(response, "a location", "none");
  return std::string(*location);
}

Params redirected_params(const TestResponse& response, int status) {
  std::string_view rest;
  const std::string to = redirected_to(response, status);
  std::string_view path = to;
  if (const auto scheme = path.find("://"); scheme != std::string_view::npos) {
    const auto slash = path.find('/', scheme + 3);
    path = slash == std::string_view::npos ? std::string_view("/") : path.substr(slash);
  }
  path = path.substr(0, path.find('#'));
  if (const auto mark = path.find('?'); mark != std::string_view::npos) rest = path.substr(mark + 1);
  const auto found = find_route(response.conn().router(), http::Method::get, path);
  if (!found) disappoint(response, "a redirect to a path of this endpoint", "one to " + to);
  const auto query = Params::decode(rest);
  if (!query) disappoint(response, "a redirect with a query that can be read", "one to " + to);
  return query->merged(found->params);
}

std::string assert_error_sent(int status, const TestResponse& response) {
  if (response.error() == nullptr) {
    disappoint(response, in_words(status) + " for an exception",
               in_words(response.status) + ", which the handler itself answered");
  }
  expect_status(response, status);
  return std::string(response.text());
}

std::vector<std::string> sent_chunks(const TestResponse& response) { return response.chunks(); }

bool sent_upgrade(const TestResponse& response) { return response.is_upgrade(); }

}  // namespace anqa
