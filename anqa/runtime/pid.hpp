#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <string>

namespace anqa {

/// The address of one process for as long as it lives: a slot of the process table and the serial of
/// its tenant. A slot is used again with a higher serial, so a Pid never means another process.
/// A default-made Pid addresses nobody; what is sent to it is dropped.
struct Pid {
  std::uint32_t index = 0;
  std::uint32_t serial = 0;

  explicit operator bool() const { return serial != 0; }
  friend auto operator<=>(const Pid&, const Pid&) = default;

  /// "<0.index.serial>", the way Erlang prints a pid of its own node.
  std::string to_string() const;
  std::uint64_t bits() const { return std::uint64_t{serial} << 32 | index; }
};

}  // namespace anqa

template <>
struct std::hash<anqa::Pid> {
  std::size_t operator()(const anqa::Pid& pid) const noexcept {
    return static_cast<std::size_t>(pid.bits() * 0x9E3779B97F4A7C15u);
  }
};
