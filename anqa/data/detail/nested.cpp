#include "anqa/data/detail/nested.hpp"

#include <algorithm>

namespace anqa::detail {

Nested::~Nested() = default;

NestedList::NestedList(const NestedList& other) {
  all_.reserve(other.all_.size());
  for (const auto& nested : other.all_) all_.push_back(nested->clone());
}

NestedList& NestedList::operator=(const NestedList& other) {
  if (this != &other) *this = NestedList(other);
  return *this;
}

const Nested* NestedList::find(std::string_view field) const {
  for (const auto& nested : all_) {
    if (nested->field() == field) return nested.get();
  }
  return nullptr;
}

void NestedList::put(std::unique_ptr<Nested> nested) {
  remove(nested->field());
  all_.push_back(std::move(nested));
}

void NestedList::remove(std::string_view field) {
  std::erase_if(all_, [field](const auto& nested) { return nested->field() == field; });
}

void NestedList::merge(const NestedList& other) {
  for (const auto& nested : other.all_) put(nested->clone());
}

bool NestedList::store(bool first, Connection& connection, void* row, ChangesetCore& owner) {
  for (const auto& nested : all_) {
    if (!nested->store(first, connection, row, owner)) return false;
  }
  return true;
}

}  // namespace anqa::detail
