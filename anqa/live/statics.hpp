#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace anqa {

/// The constant part of one template node: the HTML between its dynamic parts. Written by `anqa-heex`, one
/// constant per node; it lives as long as the program.
struct Statics {
  const std::string_view* parts;  ///< one more than the node has dynamics
  std::size_t count;              ///< how many parts
  std::string_view json;          ///< the parts as a JSON list, ready to be sent
  std::uint64_t fingerprint;      ///< of the template's text at this node; never 0
  std::uint16_t kids;             ///< dynamics that are nodes or lists themselves, and so are remembered
  bool root;                      ///< a component or view whose template is a single static tag (`"r":1`)

  constexpr std::string_view last() const { return parts[count - 1]; }
  /// The fingerprint in the 32 bits that the memory of a list row has for it; never 0.
  constexpr std::uint32_t short_print() const {
    return static_cast<std::uint32_t>(fingerprint ^ (fingerprint >> 32U)) | 1U;
  }
};

}  // namespace anqa
