#pragma once

#include <exception>
#include <string>
#include <string_view>
#include <vector>

#include "anqa/web/fwd.hpp"

namespace anqa {

/// What went wrong with a request.
struct RequestFailure {
  int status = 500;
  /// "no route for GET /produkts": what an HttpError of 4xx says; empty for anything else.
  std::string message = {};
  /// What the client wants of "html", "json" and "text": by the `_format` parameter or its Accept header.
  std::string format = "html";
  /// The exception: its type and its what(). For the log and for pages that only developers see.
  std::string kind = {};
  std::string reason = {};
};

/// Renders the answer to a failed request: `Conn page(Conn, const RequestFailure&)`. The Conn has the status
/// put and no body. One that throws is replaced by default_error_page.
using ErrorPage = Conn (*)(Conn conn, const RequestFailure& failure);

/// In the client's format: JSON `{"errors":{"detail":"Not Found"}}`, or a plain page or a line of text with
/// the reason phrase and the message.
Conn default_error_page(Conn conn, const RequestFailure& failure);

/// The status of an exception that is no HttpError, such as 404 for a row that is not there; 0 for one that
/// it does not know, which is 500: `int status(const std::exception&)`. The client sees the status, and not
/// the what(), which was not written for it.
using ExceptionStatus = int (*)(const std::exception& error);

namespace detail {

/// A function of the stack of an exception, as far as it is known.
struct SourceFrame {
  std::string function;
  std::string file;
  unsigned line = 0;
};

/// The page of `debug_errors`: what was thrown, where, with the source around it, and what the request was.
Conn debug_error_page(Conn conn, const RequestFailure& failure, const std::vector<SourceFrame>& stack);

}  // namespace detail

}  // namespace anqa
