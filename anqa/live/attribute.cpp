#include "anqa/live/attribute.hpp"

#include <stdexcept>
#include <string>

namespace anqa::detail {

void not_one_of(std::string_view word, const std::string_view* words, std::size_t size) {
  std::string known;
  for (std::size_t i = 0; i < size; ++i) known += (i == 0 ? "" : ", ") + std::string(words[i]);
  throw std::invalid_argument("an attribute was set to \"" + std::string(word) + "\"; it is one of " + known);
}

}  // namespace anqa::detail
