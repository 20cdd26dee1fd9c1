#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "everything_live.hpp"

namespace pages {

/// splitmix64 (Steele, Lea, Flood: Fast splittable pseudorandom number generators).
class Random {
 public:
  explicit Random(std::uint64_t seed) : state_(seed) {}
  std::uint64_t below(std::uint64_t limit) {
    std::uint64_t z = state_ += 0x9e3779b97f4a7c15;
    z = (z ^ (z >> 30U)) * 0xbf58476d1ce4e5b9;
    z = (z ^ (z >> 27U)) * 0x94d049bb133111eb;
    return (z ^ (z >> 31U)) % limit;
  }
  bool chance(std::uint64_t one_in) { return below(one_in) == 0; }

 private:
  std::uint64_t state_;
};

/// Text that has to be escaped, now and then.
std::string some_text(Random& random);
Row some_row(Random& random, int id);
/// Adds, removes, moves or changes rows; their ids stay different.
void change_rows(Random& random, std::vector<Row>& rows);

}  // namespace pages
