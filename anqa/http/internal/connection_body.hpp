#pragma once

#include "anqa/http/internal/connection.hpp"
#include "anqa/runtime/process.hpp"

namespace anqa::http::detail {

/// What the reader of a streamed request and the writer of a streamed response hold: the way to the
/// connection, open until the request is answered, and for the connection's own process only.
class Connection::Body final : public BodySink, public BodySource {
 public:
  explicit Body(Connection& connection) : connection_(&connection), owner_(self()) {}

  Task<bool> write(std::string bytes) override;
  Task<result<std::string, BodyError>> read() override;
  /// Before the connection goes, and when its request is answered.
  void close() { open_ = false; }

 private:
  // The owner's look at open_ cannot be in another thread: who is not the owner never reads it.
  bool is_usable() const { return self() == owner_ && open_; }
  static Task<bool> never_written();
  static Task<result<std::string, BodyError>> never_read();

  Connection* connection_;
  Pid owner_;
  bool open_ = true;
};

}  // namespace anqa::http::detail
