#pragma once

#include <memory>
#include <string>
#include <utility>

#include "anqa/base/result.hpp"
#include "anqa/runtime/task.hpp"

namespace anqa::http {

/// Why the rest of a request's body cannot be read.
struct BodyError {
  /// What the client is to be answered: 400 malformed, 408 too slow, 413 larger than Limits::body_bytes; 0
  /// where there is nobody to answer.
  int status = 400;
  std::string message;
};

/// Where a streamed request's body comes from: a connection, an HTTP/2 stream, or a test.
class BodySource {
 public:
  virtual ~BodySource() = default;
  virtual Task<result<std::string, BodyError>> read() = 0;
};

/// Reads what of a request's body had not come when its handler was called (Request::more). Copies read from
/// the same body, in the process that handles the request and until it is answered.
class BodyReader {
 public:
  BodyReader() = default;
  explicit BodyReader(std::shared_ptr<BodySource> source) : source_(std::move(source)) {}

  /// Whether there may be more than Request::body holds.
  explicit operator bool() const { return source_ != nullptr; }

  /// `co_await more.read()`: the next piece as soon as there is one; an empty one is the end, now and at each
  /// later call, and so is an error. While nobody reads, the client's bytes wait in the kernel, which holds
  /// the client back.
  Task<result<std::string, BodyError>> read() const;

 private:
  std::shared_ptr<BodySource> source_;
};

}  // namespace anqa::http
