#pragma once

#include <exception>
#include <string>
#include <string_view>
#include <utility>

namespace anqa {

/// An exception that is an answer: thrown anywhere while a request is served, it becomes a response with this
/// status. The message of a 4xx is shown to the client; that of a 5xx is only logged.
class HttpError : public std::exception {
 public:
  HttpError(int status, std::string message) : status_(status), message_(std::move(message)) {}

  int status() const { return status_; }
  const char* what() const noexcept override { return message_.c_str(); }

 private:
  int status_;
  std::string message_;
};

/// No route matches the request. 404.
class NoRouteError : public HttpError {
 public:
  explicit NoRouteError(std::string message) : HttpError(404, std::move(message)) {}
};

}  // namespace anqa
