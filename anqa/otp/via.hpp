#pragma once

#include <memory>
#include <string>
#include <utility>

#include "anqa/runtime/pid.hpp"

namespace anqa {

namespace detail {

/// What a name in a registry of some kind can do.
class ViaTarget {
 public:
  virtual ~ViaTarget() = default;
  /// Who has the name now; a default-made Pid for nobody. Any thread.
  virtual Pid whereis() const = 0;
  /// Gives the name to the calling process (also from its constructor). False when another has it.
  virtual bool register_self() const = 0;
  virtual std::string text() const = 0;
};

}  // namespace detail

/// A name that a registry keeps, as OTP's `{:via, module, term}`; made by the registry, such as
/// `Registry::via("rooms", "lobby")`. It is looked up at each use. Cheap to copy.
class Via {
 public:
  Via() = default;
  explicit Via(std::shared_ptr<const detail::ViaTarget> target) : target_(std::move(target)) {}

  explicit operator bool() const { return target_ != nullptr; }
  Pid whereis() const { return target_ ? target_->whereis() : Pid{}; }
  bool register_self() const { return target_ && target_->register_self(); }
  /// For messages: `"lobby" in Registry "rooms"`.
  std::string text() const { return target_ ? target_->text() : std::string(); }

 private:
  std::shared_ptr<const detail::ViaTarget> target_;
};

}  // namespace anqa
