#include "anqa/otp/persistent_term.hpp"

#include <stdexcept>
#include <string>

#include "anqa/base/concurrent_map.hpp"

namespace anqa::persistent_term {
namespace {

struct Term {
  const void* type;
  std::string_view type_name;
  std::shared_ptr<const void> value;
};

/// Never destroyed: read to the end of the program.
ConcurrentMap<std::string, Term>& terms() {
  static auto* instance = new ConcurrentMap<std::string, Term>(1);
  return *instance;
}

}  // namespace

namespace detail {

void put(std::string_view key, const void* type, std::string_view type_name,
         std::shared_ptr<const void> value) {
  terms().insert_or_assign(key, Term{type, type_name, std::move(value)});
}

const std::shared_ptr<const void>* find(std::string_view key, const void* type, std::string_view type_name) {
  const auto* found = terms().find(key);
  if (!found) return nullptr;
  if (found->value.type != type) {
    throw std::invalid_argument("the persistent term \"" + std::string(key) + "\" is of type " +
                                std::string(found->value.type_name) + ", not " + std::string(type_name));
  }
  return &found->value.value;
}

}  // namespace detail

bool erase(std::string_view key) { return terms().erase(key) > 0; }

}  // namespace anqa::persistent_term
