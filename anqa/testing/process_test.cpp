#include "anqa/testing/process_test.hpp"

#include <cstdlib>
#include <string>

namespace anqa::testing {

Seeds seeds() {
  if (const char* one = std::getenv("ANQA_SEED")) return {std::stoull(one), 1};
  const char* many = std::getenv("ANQA_SEEDS");
  return {1, many ? std::stoull(many) : 25};
}

}  // namespace anqa::testing
