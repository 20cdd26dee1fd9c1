#pragma once

#include <memory>
#include <type_traits>
#include <utility>

namespace anqa {

/// What a socket's connect() gave, whatever its type; shared and never changed.
class SocketAssigns {
 public:
  SocketAssigns() = default;
  template <class T>
  static SocketAssigns of(T value) {
    SocketAssigns assigns;
    assigns.value_ = std::make_shared<const T>(std::move(value));
    assigns.type_ = &tag<T>;
    return assigns;
  }

  /// Null when it is of another type, or there is none.
  template <class T>
  const T* get_if() const {
    return type_ == &tag<T> ? static_cast<const T*>(value_.get()) : nullptr;
  }
  bool empty() const { return value_ == nullptr; }

 private:
  template <class T>
  static inline constexpr char tag = 0;

  std::shared_ptr<const void> value_;
  const void* type_ = nullptr;
};

}  // namespace anqa
