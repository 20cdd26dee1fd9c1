#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "anqa/data/sql_value.hpp"

namespace anqa::postgres {

/// The values of a statement as libpq takes them: pointers, lengths and formats, each by the type that the
/// server gave its placeholder. Lives on the stack of one call; the values must outlive it.
class Parameters {
 public:
  /// Throws DatabaseError for a value that the type cannot hold.
  Parameters(std::span<const SqlValue> values, std::span<const std::uint32_t> types);
  Parameters(const Parameters&) = delete;
  Parameters& operator=(const Parameters&) = delete;

  int count() const { return static_cast<int>(pointers_.size()); }
  const char* const* pointers() const { return pointers_.data(); }
  const int* lengths() const { return lengths_.data(); }
  const int* formats() const { return formats_.data(); }

 private:
  struct Encoder;

  std::string bytes_;
  /// Where in bytes_ a parameter begins; the pointers are set when bytes_ no longer grows.
  std::vector<std::size_t> offsets_;
  std::vector<const char*> pointers_;
  std::vector<int> lengths_;
  std::vector<int> formats_;
};

}  // namespace anqa::postgres
