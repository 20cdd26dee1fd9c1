#pragma once

#include <optional>
#include <stdexcept>
#include <string>
#include <utility>

namespace anqa {

/// An assign whose value is made by another process while the page is shown already: see
/// Socket::assign_async. It is loading at first, then ok or failed; while it is loaded anew it still has the
/// result of before.
template <class T>
class AsyncResult {
 public:
  AsyncResult() = default;
  static AsyncResult loading_now() {
    AsyncResult made;
    made.loading_ = true;
    return made;
  }
  static AsyncResult of(T value) {
    AsyncResult made;
    made.result_ = std::move(value);
    return made;
  }
  static AsyncResult failed_with(std::string reason) {
    AsyncResult made;
    made.reason_ = std::move(reason);
    return made;
  }

  /// Whether there has been a result; it stays one when loading it again fails.
  bool ok() const { return result_.has_value(); }
  bool loading() const { return loading_; }
  bool failed() const { return reason_.has_value(); }
  /// Throws std::logic_error unless ok().
  const T& result() const {
    if (!result_) throw std::logic_error("this AsyncResult has no result (yet); ask ok() first");
    return *result_;
  }
  /// Why it failed; empty unless it did.
  const std::string& reason() const {
    static const std::string none;
    return reason_ ? *reason_ : none;
  }

  /// The next state of one that is loaded (again).
  AsyncResult to_loading() && {
    loading_ = true;
    return std::move(*this);
  }
  AsyncResult to_ok(T value) && { return of(std::move(value)); }
  AsyncResult to_failed(std::string reason) && {
    loading_ = false;
    reason_ = std::move(reason);
    return std::move(*this);
  }

 private:
  std::optional<T> result_;
  std::optional<std::string> reason_;
  bool loading_ = false;
};

}  // namespace anqa
