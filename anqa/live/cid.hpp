#pragma once

#include <cstdint>

namespace anqa {

/// The number of a live component within its page, `phx-target={@myself}`: what the browser's side sends
/// along with an event so that it reaches this component. 0: none.
struct Cid {
  std::uint32_t number = 0;

  explicit operator bool() const { return number != 0; }
  bool operator==(const Cid&) const = default;
};

inline std::uint32_t to_text(Cid cid) { return cid.number; }

}  // namespace anqa
