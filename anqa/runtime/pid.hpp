#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <string>

namespace anqa {

/// The address of one process for as long as it lives: a slot of the process table and the serial of
/// its tenant. A slot is used again with a higher serial, so a Pid never means another process.
/// A default-made Pid addresses nobody; what is sent to it is dropped.
/// The top 8 bits of the index are the number of the System that it lives in, so that a Pid means the same
/// process in every System that can reach it, also when it travels in a message.
struct Pid {
  static constexpr unsigned slot_bits = 24;

  std::uint32_t index = 0;
  std::uint32_t serial = 0;

  explicit operator bool() const { return serial != 0; }
  friend auto operator<=>(const Pid&, const Pid&) = default;

  /// The System that the process lives in: 0 for that of anqa::run().
  std::uint8_t node() const { return static_cast<std::uint8_t>(index >> slot_bits); }
  std::uint32_t slot() const { return index & ((1U << slot_bits) - 1); }
  /// "<node.slot.serial>", the way Erlang prints a pid.
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
